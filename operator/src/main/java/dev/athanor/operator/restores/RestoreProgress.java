package dev.athanor.operator.restores;

import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupFailure;
import dev.athanor.crds.v1alpha1.DatabaseRestore;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatusBuilder;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.records.Standing;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import dev.athanor.operator.resource.RestoreRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The status of a restore: what it becomes. */
final class RestoreProgress {
  private final RestoreRecord record;
  private final Instant now;

  RestoreProgress(RestoreRecord record, Instant now) {
    this.record = record;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The intent, written before the Job is created. */
  DatabaseRestoreStatus next(Step step, String backup) {
    long attempt = record.attempt() + 1;
    String name =
        Names.job(
            record.name(), record.resource().getMetadata().getUid(), step.name(), "" + attempt);
    DatabaseRestoreStatusBuilder status =
        record.status().toBuilder()
            .attempt(attempt)
            .backup(backup)
            .job(new RestoreJobStatus(step, name, now.toString()));
    if (step == Step.Restore) {
      status.phase(Phase.Pending);
    }
    return write(status, Standing.progressing("Starting", "starting Job " + name));
  }

  /** It goes on by itself, once that has passed. */
  DatabaseRestoreStatus waiting(String reason, String message) {
    return write(record.status().toBuilder(), Standing.progressing(reason, message));
  }

  /** What can only be mended by somebody. */
  DatabaseRestoreStatus stalled(String reason, String message) {
    return write(record.status().toBuilder(), Standing.stalled(reason, message));
  }

  DatabaseRestoreStatus atWork(RestoreJobStatus intent, Running running) {
    DatabaseRestoreStatusBuilder status = record.status().toBuilder();
    if (intent.step() == Step.Restore) {
      status.phase(Phase.Running);
    }
    String message =
        (intent.step() == Step.Restore ? "restoring" : "dropping the old database")
            + " (Job %s; its log says how far it is)".formatted(intent.name());
    return write(
        status,
        running
            .trouble()
            .filter(trouble -> trouble.needsSomebody(now))
            .map(trouble -> Standing.stalled(trouble.reason(), message + ". " + trouble.message()))
            .orElseGet(() -> Standing.progressing("Running", message)));
  }

  /** The pod does not start; for long enough, that needs somebody. */
  DatabaseRestoreStatus notStarted(RestoreJobStatus intent, Trouble trouble) {
    String message =
        "the pod of Job %s does not start: %s: %s"
            .formatted(intent.name(), trouble.reason(), trouble.message());
    if (trouble.needsSomebody(now)) {
      return stalled(trouble.reason(), message);
    }
    return trouble.said()
        ? waiting(trouble.reason(), message)
        : waiting("Starting", "starting the pod of Job " + intent.name());
  }

  /** Nothing was changed; somebody has to say that this may be lost. */
  DatabaseRestoreStatus awaitingAcceptance(DatabaseRestoreStatus.Loss loss) {
    return write(
        record.status().toBuilder()
            .phase(Phase.AwaitingAcceptance)
            .job(null)
            .failure(null)
            .loss(loss)
            .takenAt(loss.since()),
        Standing.stalled("LossNotAccepted", loss.message() + " Nothing was changed."));
  }

  /** It failed, and is tried again or not. */
  DatabaseRestoreStatus failed(Step step, BackupFailure failure) {
    DatabaseRestoreStatusBuilder status = record.status().toBuilder().job(null).failure(failure);
    if (step == Step.Restore) {
      status.phase(Phase.Failed);
    }
    if (failure.retryAt() == null) {
      return write(
          status, Standing.stalled(failure.reason(), failure.message() + " (not tried again)"));
    }
    return write(
        status,
        Standing.progressing(
            failure.reason(),
            "%s (failed %d times; tried again at %s)"
                .formatted(failure.message(), failure.count(), failure.retryAt())));
  }

  /** Done: what became of the old database, and what somebody has to do for it to go on. */
  DatabaseRestoreStatus restored(DatabaseRestoreStatusBuilder done) {
    DatabaseRestoreStatus status = done.phase(Phase.Restored).job(null).failure(null).build();
    RestoreRecord after = with(status);
    String dropAt = after.dropAt().map(Instant::toString).orElse(null);
    StringBuilder message =
        new StringBuilder(
            "restored %s: the database is at %s".formatted(status.backup(), status.revision()));
    if (status.droppedAt() != null) {
      message.append("; the old one was dropped at ").append(status.droppedAt());
    } else if (status.keptAs() != null) {
      message.append("; the old one is ").append(status.keptAs());
      message.append(dropAt == null ? ", until you drop it" : ", and is dropped at " + dropAt);
    }
    if (record.ofOwnDatabase()) {
      message.append(". ").append(release(record.spec().migrationRef().name()));
    }
    return write(status.toBuilder().dropAt(dropAt), Standing.ready("Restored", message.toString()));
  }

  private RestoreRecord with(DatabaseRestoreStatus status) {
    DatabaseRestore other = new DatabaseRestore();
    other.setMetadata(record.resource().getMetadata());
    other.setSpec(record.spec());
    other.setStatus(status);
    return new RestoreRecord(other);
  }

  private static String release(String migration) {
    return "DatabaseMigration %s stays as it is until you set its spec.target to that revision, or leave it and have it go on from there, and then kubectl annotate databasemigration %s %s-"
        .formatted(migration, migration, Migration.HELD_BY);
  }

  private DatabaseRestoreStatus write(DatabaseRestoreStatusBuilder status, Standing standing) {
    DatabaseRestoreStatus next = status.build();
    // What was restored is so whatever is done about the old database.
    Standing known =
        next.phase() == Phase.Restored && !standing.ready().equals(Standing.TRUE)
            ? standing.withReady(Standing.UNKNOWN)
            : standing;
    return next.toBuilder()
        .observedGeneration(record.generation())
        .phase(next.phase() == null ? Phase.Pending : next.phase())
        .message(standing.message())
        .conditions(known.conditions(record.status().conditions(), record.generation(), now))
        .build();
  }
}
