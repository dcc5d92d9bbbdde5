package dev.athanor.operator.backups;

import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupFailure;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatusBuilder;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.records.Standing;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import dev.athanor.operator.resource.StoreAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The status of a backup on the way: what it becomes while no Job has just ended. */
final class BackupProgress {
  private static final String WAY_OUT =
      ". To let this resource go and leave the dump where it is, set spec.deletionPolicy to Retain";

  private final BackupRecord record;
  private final Instant now;

  BackupProgress(BackupRecord record, Instant now) {
    this.record = record;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The intent, written before the Job is created. */
  DatabaseBackupStatus next(Step step, Migration migration, StoreAddress store) {
    long attempt = record.attempt() + 1;
    String name =
        Names.job(
            record.resource().getMetadata().getName(),
            record.resource().getMetadata().getUid(),
            step.name(),
            Long.toString(attempt));
    DatabaseBackupStatusBuilder status =
        record.status().toBuilder()
            .attempt(attempt)
            .job(
                new BackupJobStatus(
                    step,
                    name,
                    now.toString(),
                    migration.uid(),
                    store.text(),
                    migration.address().server()));
    if (step == Step.Take) {
      status.startedAt(now.toString());
    }
    return write(status, Standing.progressing("Starting", "starting Job " + name));
  }

  /** It goes on by itself, once that has passed. */
  DatabaseBackupStatus waiting(String reason, String message) {
    return write(record.status().toBuilder(), Standing.progressing(reason, message));
  }

  DatabaseBackupStatus atWork(BackupJobStatus intent, Running running) {
    DatabaseBackupStatusBuilder status = record.status().toBuilder();
    if (intent.step() == Step.Take) {
      status.phase(Phase.Running);
    }
    String message = doing(intent.step()) + " (Job %s)".formatted(intent.name());
    return write(
        status,
        running
            .trouble()
            .filter(trouble -> trouble.needsSomebody(now))
            .map(trouble -> Standing.stalled(trouble.reason(), message + ". " + trouble.message()))
            .orElseGet(() -> Standing.progressing("Running", message)));
  }

  private static String doing(Step step) {
    return switch (step) {
      case Take -> "taking and verifying the backup";
      case Look -> "reading what the store has of it";
      case Pin -> "pinning it in the store";
      case Unpin -> "leaving it to retention";
      case Delete -> "deleting the dump";
    };
  }

  /** The pod does not start; for long enough, that needs somebody. */
  DatabaseBackupStatus notStarted(BackupJobStatus intent, Trouble trouble) {
    String message =
        "the pod of Job %s does not start: %s: %s%s"
            .formatted(
                intent.name(),
                trouble.reason(),
                trouble.message(),
                intent.step() == Step.Delete ? WAY_OUT : "");
    if (trouble.needsSomebody(now)) {
      return write(record.status().toBuilder(), Standing.stalled(trouble.reason(), message));
    }
    return trouble.said()
        ? waiting(trouble.reason(), message)
        : waiting("Starting", "starting the pod of Job " + intent.name());
  }

  /** It failed, and is tried again or not. */
  DatabaseBackupStatus failed(Step step, BackupFailure failure) {
    DatabaseBackupStatusBuilder status = record.status().toBuilder().job(null).failure(failure);
    if (step == Step.Take) {
      status.phase(Phase.Failed);
    }
    String again =
        failure.retryAt() == null
            ? "not tried again"
            : "failed %d times; tried again at %s".formatted(failure.count(), failure.retryAt());
    String message = "%s (%s)".formatted(failure.message(), again);
    if (step == Step.Delete) {
      return write(status, Standing.stalled(failure.reason(), message + WAY_OUT));
    }
    return write(
        status,
        failure.retryAt() == null
            ? Standing.stalled(failure.reason(), message)
            : Standing.progressing(failure.reason(), message));
  }

  /** The store does not have what this is the record of. */
  DatabaseBackupStatus gone(String message) {
    return write(
        record.status().toBuilder().job(null).kept(null).phase(Phase.Gone),
        Standing.stalled("Gone", message));
  }

  /** What can only be mended by who has written it. */
  DatabaseBackupStatus stalled(String reason, String message) {
    return write(record.status().toBuilder(), Standing.stalled(reason, message));
  }

  /** A verified backup with nothing to do; what was said of a Job on the way is over. */
  DatabaseBackupStatus settled() {
    return write(
        record.status().toBuilder(),
        Standing.ready("Verified", "the backup is in the store, verified when it was made"));
  }

  private DatabaseBackupStatus write(DatabaseBackupStatusBuilder status, Standing standing) {
    DatabaseBackupStatus next = status.build();
    // A dump that is in the store is there whatever else is done about it.
    Standing known =
        next.phase() == Phase.Verified && !standing.ready().equals(Standing.TRUE)
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
