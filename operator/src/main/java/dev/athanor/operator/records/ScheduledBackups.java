package dev.athanor.operator.records;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.BackupsStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ScheduleStatus;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a DatabaseBackup whenever one is due. Of several times that were missed the last one
 * counts; none is made while the one before it is under way.
 */
final class ScheduledBackups {
  private static final Set<Phase> UNDER_WAY = Set.of(Phase.Pending, Phase.Running);

  private final RecordStore records;

  ScheduledBackups(RecordStore records) {
    this.records = records;
  }

  Chore step(Migration migration, BackupsStatus backups, Instant time) {
    Instant now = time.truncatedTo(ChronoUnit.SECONDS);
    String cron = migration.spec().backup().schedule();
    ScheduleStatus known = backups.schedule();
    if (cron == null) {
      return Chore.done(backups.withSchedule(null));
    }
    if (known == null || !cron.equals(known.cron())) {
      String record = known == null ? null : known.record();
      known = new ScheduleStatus(cron, now.toString(), record, null);
    }
    Schedule schedule;
    try {
      schedule = Schedule.parse(cron);
    } catch (IllegalArgumentException e) {
      String why = "spec.backup.schedule '" + cron + "' is no schedule: " + e.getMessage();
      return Chore.done(
          backups.withSchedule(new ScheduleStatus(cron, known.last(), known.record(), why)));
    }
    Instant last = Instant.parse(known.last());
    Optional<Instant> due = schedule.last(now).filter(at -> at.isAfter(last));
    if (due.isPresent() && !migration.suspended()) {
      known = take(migration, known, due.get());
    }
    return new Chore(backups.withSchedule(known), schedule.untilNext(now));
  }

  private ScheduleStatus take(Migration migration, ScheduleStatus known, Instant due) {
    Optional<BackupRecord> before =
        Optional.ofNullable(known.record()).flatMap(name -> records.get(migration, name));
    if (before.isPresent() && isUnderWay(before.get())) {
      String why =
          "none was taken at %s: DatabaseBackup %s was under way".formatted(due, known.record());
      return new ScheduleStatus(known.cron(), due.toString(), known.record(), why);
    }
    // One that failed has had its say in events; its like would pile up.
    before
        .filter(record -> record.status().phase() == Phase.Failed)
        .ifPresent(record -> records.delete(record.resource()));
    String name = Names.scheduled(migration.resource().getMetadata().getName(), due);
    DatabaseBackup made = records.create(migration, name, null).orElse(null);
    String why =
        Objects.nonNull(made) || records.get(migration, name).isPresent()
            ? null
            : "DatabaseBackup " + name + " could not be made";
    return new ScheduleStatus(known.cron(), due.toString(), name, why);
  }

  private static boolean isUnderWay(BackupRecord record) {
    Phase phase = record.status().phase();
    return phase == null || UNDER_WAY.contains(phase);
  }
}
