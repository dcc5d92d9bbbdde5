package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.resource.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides on a backup that another controller takes, between a plan and its run. */
final class ExternalStep {
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Observation seen;
  private final Migration migration;
  private final PlanStatus plan;

  ExternalStep(Observation seen, PlanStatus plan) {
    this.seen = seen;
    this.migration = seen.migration();
    this.plan = plan;
  }

  /** What is to be done before the plan may run; empty when it may. */
  Optional<Decision> next() {
    if (migration.spec().backup().external() == null) {
      return Optional.empty();
    }
    ExternalBackupStatus backup = plan.external();
    if (backup == null) {
      return Optional.of(
          new Decision.Write(progress().externalNext(plan), List.of(), Optional.of(Duration.ZERO)));
    }
    return backup.readyAt() == null ? Optional.of(underWay(backup)) : Optional.empty();
  }

  private Decision underWay(ExternalBackupStatus backup) {
    ExternalState state = seen.external();
    if (state instanceof ExternalState.Ready) {
      return new Decision.Write(
          progress().externalReady(plan),
          List.of(Note.normal("ExternalBackupReady", "Run", backup + " is done")),
          Optional.of(Duration.ZERO));
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
        : new Decision.Write(
            progress().externalUnderWay(backup, said(state)), List.of(), Optional.of(POLL));
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

  private Progress progress() {
    return new Progress(migration, seen.now());
  }
}
