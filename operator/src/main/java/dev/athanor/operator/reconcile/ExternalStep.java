package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.external.ExternalObject;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Decides on a backup that another controller takes, between a plan and its run. */
final class ExternalStep {
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Observation seen;
  private final Migration migration;
  private final PlanStatus plan;
  private final Instant now;

  ExternalStep(Observation seen, PlanStatus plan) {
    this.seen = seen;
    this.migration = seen.migration();
    this.plan = plan;
    this.now = seen.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** What is to be done before the plan may run; empty when it may. */
  Optional<Decision> next() {
    if (migration.spec().backup().external() == null) {
      return Optional.empty();
    }
    ExternalBackupStatus backup = plan.external();
    if (backup == null) {
      return Optional.of(ask());
    }
    return backup.readyAt() == null ? Optional.of(underWay(backup)) : Optional.empty();
  }

  private Decision underWay(ExternalBackupStatus backup) {
    ExternalState state = seen.external();
    if (state instanceof ExternalState.Ready) {
      return write(
          backup.withReadyAt(now.toString()),
          "the backup %s is done".formatted(backup),
          List.of(Note.normal("ExternalBackupReady", "Run", backup + " is done")),
          Duration.ZERO);
    }
    if (state instanceof ExternalState.Failed failed) {
      return failed(seen, backup, failed);
    }
    Instant deadline = Instant.parse(backup.requestedAt()).plus(migration.externalTimeout());
    if (deadline.isBefore(seen.now())) {
      return failed(
          seen,
          backup,
          new ExternalState.Failed(
              "ExternalBackupTimedOut",
              "it was not done within "
                  + migration.spec().backup().external().timeout()
                  + said(state)));
    }
    return state instanceof ExternalState.Absent
        ? new Decision.CreateExternal(backup)
        : write(
            backup,
            "waiting for the backup %s, asked for at %s%s"
                .formatted(backup, backup.requestedAt(), said(state)),
            List.of(),
            POLL);
  }

  /** The intent, written before the object is created. */
  private Decision ask() {
    ExternalObject object = ExternalObject.of(migration.spec().backup().external());
    String which = String.join("|", plan.hash(), "" + migration.attempt(), now.toString());
    String name =
        Names.job(migration.resource().getMetadata().getName(), migration.uid(), "backup", which);
    ExternalBackupStatus backup =
        new ExternalBackupStatus(object.apiVersion(), object.kind(), name, now.toString(), null);
    return write(backup, "asking for the backup " + backup, List.of(), Duration.ZERO);
  }

  private Decision write(
      ExternalBackupStatus backup, String message, List<Note> notes, Duration again) {
    Verdict verdict = Verdict.progressing(Phase.BackingUp, "BackingUp", message);
    DatabaseMigrationStatus status =
        verdict.in(migration.status().toBuilder().plan(plan.withExternal(backup)), migration, now);
    return new Decision.Write(status, notes, Optional.of(again));
  }

  private static String said(ExternalState state) {
    return state instanceof ExternalState.Waiting waiting && !waiting.message().isEmpty()
        ? "; its status says: " + waiting.message()
        : "";
  }

  /** Nothing runs: as a run that failed before it began, and tried again as that is. */
  static Decision.Write failed(
      Observation seen, ExternalBackupStatus backup, ExternalState.Failed failure) {
    Migration migration = seen.migration();
    JobStatus intent =
        new JobStatus(
            Step.Run,
            backup.name(),
            migration.generation(),
            migration.digest(),
            migration.spec().target(),
            migration.status().attempt(),
            migration.status().plan().hash(),
            backup.requestedAt(),
            migration.database());
    String message = "the backup %s: %s".formatted(backup, failure.message());
    return Conclusion.of(
        migration, intent, Result.failed(failure.reason(), true, message), seen.now());
  }
}
