package dev.athanor.operator.restores;

import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupFailure;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus.Step;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.reconcile.ReconcileError;
import dev.athanor.operator.resource.StoreAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides the next step for a restore. A pure function of what was seen: it can be asked twice. */
final class RestoreDecider {
  /** How often to look at what no watch reports: events, the backup and the DatabaseMigration. */
  private static final Duration POLL = Duration.ofSeconds(5);

  RestoreDecision decide(RestoreView seen) {
    return seen.intent().map(intent -> inFlight(seen, intent)).orElseGet(() -> idle(seen));
  }

  /** For a resource with a spec that cannot be read. */
  RestoreDecision unreadable(RestoreView seen) {
    String why = seen.record().resource().unreadable().orElseThrow();
    return write(
        progress(seen)
            .stalled(
                "Unreadable", "this operator cannot read the resource: " + why + "; correct it"),
        Optional.empty());
  }

  /** For a resource whose last step failed with an exception; it is tried again. */
  RestoreDecision failed(RestoreView seen, ReconcileError error) {
    return write(progress(seen).waiting(error.reason(), error.message()), Optional.empty());
  }

  private RestoreDecision idle(RestoreView seen) {
    DatabaseRestoreStatus status = seen.record().status();
    Optional<RestoreDecision> waiting = awaitRetry(seen);
    if (waiting.isPresent()) {
      return waiting.get();
    }
    if (status.phase() == Phase.Restored) {
      return settled(seen);
    }
    if (status.phase() == Phase.AwaitingAcceptance
        && !status.loss().token().equals(seen.record().spec().acceptLoss())) {
      return write(progress(seen).awaitingAcceptance(status.loss()), Optional.empty());
    }
    return begin(seen);
  }

  /** Nothing is decided on before nothing else can begin. */
  private RestoreDecision begin(RestoreView seen) {
    String name = seen.record().spec().migrationRef().name();
    if (seen.migration().isEmpty()) {
      return wait(
          seen,
          "NoMigration",
          "there is no DatabaseMigration %s in this namespace that can be read: it says which database this is about, and where its backups are"
              .formatted(name));
    }
    if (StoreAddress.of(seen.migration().get().spec().backup()).isEmpty()) {
      return wait(
          seen,
          "NoStore",
          "DatabaseMigration %s names no place for backups: set its spec.backup.persistentVolumeClaim or spec.backup.objectStore"
              .formatted(name));
    }
    if (seen.backup().isEmpty()) {
      return wait(
          seen,
          "NoBackup",
          "DatabaseBackup %s was not taken yet".formatted(seen.record().spec().backup()));
    }
    if (seen.record().ofOwnDatabase()) {
      if (!seen.holds()) {
        return new RestoreDecision.Hold();
      }
      if (!seen.atWork().isEmpty()) {
        return busy(seen);
      }
    }
    return write(
        progress(seen).next(Step.Restore, seen.backup().get()), Optional.of(Duration.ZERO));
  }

  /** Restored; its old database goes when its time has come. */
  private RestoreDecision settled(RestoreView seen) {
    Optional<Instant> due = seen.record().dropAt();
    if (due.isEmpty() || due.get().isAfter(seen.now())) {
      return write(
          progress(seen).restored(seen.record().status().toBuilder()),
          due.map(at -> Duration.between(seen.now(), at)));
    }
    return seen.migration().isEmpty()
        ? wait(
            seen,
            "NoMigration",
            "the old database cannot be dropped: its DatabaseMigration is gone, which says how to reach it")
        : write(
            progress(seen).next(Step.DropKept, seen.record().status().backup()),
            Optional.of(Duration.ZERO));
  }

  /** Of a failure: until it is tried again, or for good. A changed spec is another matter. */
  private Optional<RestoreDecision> awaitRetry(RestoreView seen) {
    DatabaseRestoreStatus status = seen.record().status();
    BackupFailure failure = status.failure();
    boolean changed = !Objects.equals(status.observedGeneration(), seen.record().generation());
    if (failure == null || changed) {
      return Optional.empty();
    }
    Optional<Instant> due = Optional.ofNullable(failure.retryAt()).map(Instant::parse);
    Step step = status.phase() == Phase.Restored ? Step.DropKept : Step.Restore;
    return due.isPresent() && !due.get().isAfter(seen.now())
        ? Optional.empty()
        : Optional.of(
            write(
                progress(seen).failed(step, failure),
                due.map(at -> Duration.between(seen.now(), at))));
  }

  private RestoreDecision inFlight(RestoreView seen, RestoreJobStatus intent) {
    if (seen.job() instanceof Ended ended) {
      return new RestoreConclusion(seen, intent).of(ended.result());
    }
    if (seen.job() instanceof Running running) {
      return write(progress(seen).atWork(intent, running), Optional.of(POLL));
    }
    if (seen.job() instanceof NotStarted notStarted) {
      return waitForPod(seen, intent, notStarted.trouble());
    }
    if (seen.migration().isEmpty()) {
      return wait(seen, "NoMigration", "its DatabaseMigration is gone, and no Job can be made");
    }
    boolean restoresOwn = intent.step() == Step.Restore && seen.record().ofOwnDatabase();
    return restoresOwn && !seen.atWork().isEmpty()
        ? busy(seen)
        : new RestoreDecision.CreateJob(intent);
  }

  private RestoreDecision waitForPod(RestoreView seen, RestoreJobStatus intent, Trouble reported) {
    Trouble trouble = reported.notBefore(Instant.parse(intent.decidedAt()));
    List<Note> notes =
        trouble.said() || trouble.needsSomebody(seen.now())
            ? List.of(Note.trouble(trouble.reason(), intent.step().name(), trouble.message()))
            : List.of();
    return new RestoreDecision.Write(
        progress(seen).notStarted(intent, trouble), notes, Optional.of(POLL));
  }

  private static RestoreDecision busy(RestoreView seen) {
    return wait(
        seen,
        "WaitingForMigration",
        "nothing is restored under a running migration, backup or other restore of the same database; waiting for "
            + String.join(", ", seen.atWork()));
  }

  /** The API server would not have the Job. */
  RestoreDecision refused(
      RestoreView seen, RestoreJobStatus intent, String reason, String message) {
    return new RestoreConclusion(seen, intent).of(Result.failed(reason, true, message));
  }

  private static RestoreDecision wait(RestoreView seen, String reason, String message) {
    return write(progress(seen).waiting(reason, message), Optional.of(POLL));
  }

  private static RestoreProgress progress(RestoreView seen) {
    return new RestoreProgress(seen.record(), seen.now());
  }

  private static RestoreDecision write(DatabaseRestoreStatus status, Optional<Duration> again) {
    return new RestoreDecision.Write(status, List.of(), again);
  }
}
