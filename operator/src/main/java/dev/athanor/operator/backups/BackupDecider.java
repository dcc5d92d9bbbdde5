package dev.athanor.operator.backups;

import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupFailure;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.reconcile.ReconcileError;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.StoreAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides the next step for a backup. A pure function of what was seen: it can be asked twice. */
final class BackupDecider {
  /** How often to look at what no watch reports: events, and the DatabaseMigration. */
  private static final Duration POLL = Duration.ofSeconds(5);

  /** For a resource that is there to stay. */
  BackupDecision decide(BackupView seen) {
    return seen.intent().map(intent -> inFlight(seen, intent)).orElseGet(() -> idle(seen));
  }

  /** For a resource with a spec that cannot be read. */
  BackupDecision unreadable(BackupView seen) {
    String why = seen.record().resource().unreadable().orElseThrow();
    return write(
        progress(seen)
            .stalled(
                "Unreadable", "this operator cannot read the resource: " + why + "; correct it"),
        Optional.empty());
  }

  /** For a resource whose last step failed with an exception; it is tried again. */
  BackupDecision failed(BackupView seen, ReconcileError error) {
    return write(progress(seen).waiting(error.reason(), error.message()), Optional.empty());
  }

  private BackupDecision idle(BackupView seen) {
    BackupRecord record = seen.record();
    if (record.gone()) {
      return write(record.status(), Optional.empty());
    }
    Optional<Step> wanted = wanted(record);
    if (wanted.isEmpty()) {
      return write(progress(seen).settled(), Optional.empty());
    }
    if (wanted.get() == Step.Look && isBeingMade(seen)) {
      return write(record.status(), Optional.of(POLL));
    }
    Optional<BackupDecision> waiting = awaitRetry(seen, wanted.get());
    if (waiting.isPresent()) {
      return waiting.get();
    }
    if (seen.migration().isEmpty()) {
      return wait(
          seen,
          "NoMigration",
          "there is no DatabaseMigration %s in this namespace that can be read: it says which"
                  .formatted(record.spec().migrationRef().name())
              + " database this is about, and where its backups are");
    }
    Optional<StoreAddress> store = seen.store();
    if (store.isEmpty()) {
      return wait(
          seen,
          "NoStore",
          "DatabaseMigration %s names no place for backups: set its spec.backup.persistentVolumeClaim"
                  .formatted(record.spec().migrationRef().name())
              + " or spec.backup.objectStore");
    }
    if (wanted.get() == Step.Take && !seen.atWork().isEmpty()) {
      return busy(seen);
    }
    return write(
        progress(seen).next(wanted.get(), seen.migration().get(), store.get()),
        Optional.of(Duration.ZERO));
  }

  /** Who makes a record knows what is to be in its status, and writes it next. */
  private static boolean isBeingMade(BackupView seen) {
    String made = seen.record().resource().getMetadata().getCreationTimestamp();
    return seen.record().madeByOperator()
        && made != null
        && seen.now().isBefore(Instant.parse(made).plus(POLL));
  }

  private static Optional<Step> wanted(BackupRecord record) {
    if (record.name().isEmpty()) {
      return Optional.of(Step.Take);
    }
    if (record.status().phase() != Phase.Verified) {
      return Optional.of(Step.Look);
    }
    Boolean pinned = record.spec().pinned();
    return pinned == null || pinned.equals(record.status().pinned())
        ? Optional.empty()
        : Optional.of(pinned ? Step.Pin : Step.Unpin);
  }

  /** Of a failure: until it is tried again, or for good. A changed spec is another matter. */
  private Optional<BackupDecision> awaitRetry(BackupView seen, Step step) {
    BackupFailure failure = seen.record().status().failure();
    Long seenGeneration = seen.record().status().observedGeneration();
    boolean changed = !Objects.equals(seenGeneration, seen.record().generation());
    if (failure == null || (changed || step == Step.Delete) && failure.retryAt() == null) {
      return Optional.empty();
    }
    Optional<Instant> due = Optional.ofNullable(failure.retryAt()).map(Instant::parse);
    return due.isPresent() && !due.get().isAfter(seen.now())
        ? Optional.empty()
        : Optional.of(
            write(
                progress(seen).failed(step, failure),
                due.map(at -> Duration.between(seen.now(), at))));
  }

  private BackupDecision inFlight(BackupView seen, BackupJobStatus intent) {
    if (seen.job() instanceof Ended ended) {
      return new BackupConclusion(seen, intent).of(ended.result());
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
    return intent.step() == Step.Take && !seen.atWork().isEmpty()
        ? busy(seen)
        : new BackupDecision.CreateJob(intent);
  }

  private BackupDecision waitForPod(BackupView seen, BackupJobStatus intent, Trouble reported) {
    Trouble trouble = reported.notBefore(Instant.parse(intent.decidedAt()));
    List<Note> notes =
        trouble.said() || trouble.needsSomebody(seen.now())
            ? List.of(Note.trouble(trouble.reason(), intent.step().name(), trouble.message()))
            : List.of();
    return new BackupDecision.Write(
        progress(seen).notStarted(intent, trouble), notes, Optional.of(POLL), Optional.empty());
  }

  private static BackupDecision busy(BackupView seen) {
    return wait(
        seen,
        "WaitingForMigration",
        "no backup is taken beside a migration, a restore or another backup of the same database;"
            + " waiting for "
            + String.join(", ", seen.atWork()));
  }

  /** The Job's turn has not come; whoever's turn comes is told. */
  BackupDecision queued(BackupView seen, String behind) {
    return wait(seen, "Queued", "waiting for its turn: " + behind);
  }

  /** The API server would not have the Job. */
  BackupDecision refused(BackupView seen, BackupJobStatus intent, String reason, String message) {
    return new BackupConclusion(seen, intent).of(Result.failed(reason, true, message));
  }

  /** For a resource that is being deleted. */
  BackupDecision decideDeletion(BackupView seen) {
    Optional<BackupJobStatus> intent = seen.intent();
    boolean deletes = intent.filter(i -> i.step() == Step.Delete).isPresent();
    if (intent.isPresent() && (!deletes || !seen.record().deletesTheDump())) {
      if (seen.jobAtWork()) {
        return new BackupDecision.DeleteJob(intent.get().name());
      }
      if (!deletes && seen.job() instanceof Ended ended && ended.result().succeeded()) {
        return new BackupConclusion(seen, intent.get()).of(ended.result());
      }
    }
    Optional<BackupDecision> stays = staysInStore(seen);
    if (stays.isPresent()) {
      return stays.get();
    }
    if (!deletes) {
      return awaitRetry(seen, Step.Delete)
          .orElseGet(
              () ->
                  write(
                      progress(seen)
                          .next(
                              Step.Delete,
                              seen.migration().orElseThrow(),
                              seen.store().orElseThrow()),
                      Optional.of(Duration.ZERO)));
    }
    return seen.job() instanceof Ended ended
        ? new BackupConclusion(seen, intent.orElseThrow()).ofDeletion(ended.result())
        : inFlight(seen, intent.orElseThrow());
  }

  /** A dump is never deleted without the word for it, nor one that somebody has pinned. */
  private static Optional<BackupDecision> staysInStore(BackupView seen) {
    BackupRecord record = seen.record();
    if (record.gone() || record.name().isEmpty() || !record.deletesTheDump()) {
      return Optional.of(new BackupDecision.Release(Optional.empty()));
    }
    if (record.pinned()) {
      return Optional.of(stays(seen, "spec.pinned is true"));
    }
    if (seen.store().isEmpty()) {
      return Optional.of(stays(seen, "no DatabaseMigration says any more how to reach it"));
    }
    String known = seen.store().get().locationOf(record.name().get());
    String location = record.status().location();
    return location == null || location.equals(known)
        ? Optional.empty()
        : Optional.of(stays(seen, "its DatabaseMigration names another place of backups now"));
  }

  static BackupDecision stays(BackupView seen, String why) {
    DatabaseBackupStatus status = seen.record().status();
    String where = status.location() == null ? "in the store" : "at " + status.location();
    return new BackupDecision.Release(
        Optional.of(
            Note.warning("DumpStays", "Delete", "the dump stays %s: %s".formatted(where, why))));
  }

  private static BackupDecision wait(BackupView seen, String reason, String message) {
    return write(progress(seen).waiting(reason, message), Optional.of(POLL));
  }

  private static BackupProgress progress(BackupView seen) {
    return new BackupProgress(seen.record(), seen.now());
  }

  private static BackupDecision write(DatabaseBackupStatus status, Optional<Duration> again) {
    return new BackupDecision.Write(status, List.of(), again, Optional.empty());
  }
}
