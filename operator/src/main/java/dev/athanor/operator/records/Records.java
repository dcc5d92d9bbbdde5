package dev.athanor.operator.records;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReport.StoredBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import dev.athanor.operator.resource.StoreAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a DatabaseBackup for each backup of a store: what a Job reports of it is written down here.
 * The same may be told again and again.
 */
public final class Records {
  private static final Logger LOG = LoggerFactory.getLogger(Records.class);

  private final RecordStore records;
  private final Clock clock;

  public Records(KubernetesClient client, Clock clock) {
    this.records = new RecordStore(client);
    this.clock = clock;
  }

  /**
   * Writes down what a Job of that resource has found or changed.
   *
   * @return the names of the records by those of the backups
   * @throws KubernetesClientException when the API server would not have it
   */
  public Map<String, String> keep(Migration migration, JobReport.Store store) {
    return keep(migration, store, records.all(migration));
  }

  private Map<String, String> keep(
      Migration migration, JobReport.Store store, List<BackupRecord> known) {
    Map<String, String> names = new HashMap<>();
    for (StoredBackup backup : store.backups()) {
      recordOf(known, migration, backup.name())
          .map(record -> update(record, migration, backup))
          .or(() -> create(migration, backup))
          .ifPresent(name -> names.put(backup.name(), name));
    }
    for (String released : store.released()) {
      recordOf(known, migration, released)
          .ifPresent(
              record ->
                  records.write(
                      record.resource(), status -> status.toBuilder().kept(null).build()));
    }
    store.deleted().forEach(name -> recordOf(known, migration, name).ifPresent(this::forget));
    return names;
  }

  /**
   * Writes down a page of a listing: what is not in it and would have to be, is gone.
   *
   * @param after where the page begins, in the reverse order of names; null at the first of all
   * @param since when the listing began: what was taken later need not be in it
   */
  public void keepPage(Migration migration, JobReport.Store page, String after, Instant since) {
    List<BackupRecord> known = records.all(migration);
    keep(migration, page, known);
    Set<String> there = page.backups().stream().map(StoredBackup::name).collect(Collectors.toSet());
    Set<String> databases =
        page.backups().stream().map(StoredBackup::database).collect(Collectors.toSet());
    databases.add(migration.address().name());
    known.stream()
        .filter(record -> record.status().phase() == Phase.Verified)
        .filter(record -> record.status().name() != null && record.status().takenAt() != null)
        .filter(record -> isAt(record, migration, record.status().name()))
        .filter(
            record ->
                databases.contains(record.status().database())
                    || migration.address().nameInSecret()
                        && record.migration().equals(migration.id()))
        .filter(record -> record.status().takenAt().compareTo(since.toString()) < 0)
        .filter(record -> isBetween(record.status().name(), after, page.next()))
        .filter(record -> !there.contains(record.status().name()))
        .forEach(this::forget);
  }

  private static boolean isBetween(String name, String after, String next) {
    return (after == null || name.compareTo(after) < 0)
        && (next == null || name.compareTo(next) >= 0);
  }

  private static boolean isAt(BackupRecord record, Migration migration, String backup) {
    return StoreAddress.of(migration.spec().backup())
        .map(store -> store.locationOf(backup))
        .filter(at -> at.equals(record.status().location()))
        .isPresent();
  }

  /** Two resources may have one store: one record is enough. */
  private static Optional<BackupRecord> recordOf(
      List<BackupRecord> known, Migration migration, String backup) {
    return known.stream()
        .filter(record -> record.name().filter(backup::equals).isPresent())
        .filter(
            record ->
                isAt(record, migration, backup)
                    || record.status().location() == null
                        && record.migration().equals(migration.id()))
        .findFirst();
  }

  private String update(BackupRecord record, Migration migration, StoredBackup backup) {
    records.write(
        record.resource(), status -> facts(backup, migration, status, record.generation()));
    return record.resource().getMetadata().getName();
  }

  private DatabaseBackupStatus facts(
      StoredBackup backup, Migration migration, DatabaseBackupStatus before, long generation) {
    String store = StoreAddress.of(migration.spec().backup()).map(StoreAddress::text).orElse("");
    DatabaseBackupStatus facts =
        Facts.of(backup, store, migration.uid(), before, generation, clock.instant());
    // A Job of the record's own is its own matter, but for one that was to find this out.
    boolean looks = before.job() != null && before.job().step() == Step.Look;
    return looks ? facts : facts.toBuilder().job(before.job()).failure(before.failure()).build();
  }

  /** Empty where somebody else's resource has the name. */
  private Optional<String> create(Migration migration, StoredBackup backup) {
    String first = Names.record(migration.resource().getMetadata().getName(), backup.name());
    String second = first + "-" + Names.sha256(backup.name()).substring(0, 8);
    Optional<DatabaseBackup> made =
        records
            .create(migration, first, backup.name())
            .or(() -> records.create(migration, second, backup.name()));
    if (made.isEmpty()) {
      LOG.warn(
          "{}: backup {} has no record: {} and {} are DatabaseBackups of others",
          migration,
          backup.name(),
          first,
          second);
    }
    made.ifPresent(record -> records.write(record, status -> facts(backup, migration, status, 1L)));
    return made.map(record -> record.getMetadata().getName());
  }

  /** What the operator has made goes with the dump; of what somebody else has made, it is told. */
  private void forget(BackupRecord record) {
    records.write(record.resource(), status -> gone(status, record.generation()));
    if (record.madeByOperator()) {
      records.delete(record.resource());
    }
  }

  private DatabaseBackupStatus gone(DatabaseBackupStatus status, long generation) {
    String message = "the store has this backup no more: retention or somebody has deleted it";
    return status.toBuilder()
        .phase(Phase.Gone)
        .message(message)
        .kept(null)
        .conditions(
            Standing.stalled("Gone", message)
                .conditions(status.conditions(), generation, clock.instant()))
        .build();
  }
}
