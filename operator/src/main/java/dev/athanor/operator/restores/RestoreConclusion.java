package dev.athanor.operator.restores;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupFailure;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.Loss;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus.Step;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobState.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What becomes of a restore when a Job of it has ended. */
final class RestoreConclusion {
  private static final String TARGET_NOT_EMPTY = "TargetNotEmpty";

  /** How often it is tried, where its DatabaseMigration does not say. */
  private static final int LIMIT = 10;

  private static final Duration WAIT = Duration.ofMinutes(1);

  private final RestoreView seen;
  private final RestoreJobStatus intent;
  private final RestoreProgress progress;

  RestoreConclusion(RestoreView seen, RestoreJobStatus intent) {
    this.seen = seen;
    this.intent = intent;
    this.progress = new RestoreProgress(seen.record(), seen.now());
  }

  RestoreDecision of(Result result) {
    if (!result.succeeded()) {
      return failed(result);
    }
    if (intent.step() == Step.DropKept) {
      String at = seen.now().truncatedTo(ChronoUnit.SECONDS).toString();
      String kept = seen.record().status().keptAs();
      return write(
          progress.restored(seen.record().status().toBuilder().droppedAt(at)),
          Note.normal("OldDatabaseDropped", intent.step().name(), "dropped " + kept));
    }
    JobReport.Restore done = result.report() == null ? null : result.report().restore();
    return done == null
        ? failed(
            Result.failed("NoReport", true, "Job %s reported no restore".formatted(intent.name())))
        : restored(done);
  }

  private RestoreDecision restored(JobReport.Restore done) {
    List<String> revisions = done.revisions() == null ? List.of() : done.revisions();
    Loss loss =
        done.token() == null ? null : new Loss(done.token(), done.takenAt(), done.rows(), null);
    return write(
        progress.restored(
            seen.record().status().toBuilder()
                .takenAt(done.takenAt())
                .revision(revisions.isEmpty() ? "<base>" : String.join(", ", revisions))
                .loss(loss)
                .keptAs(done.keptAs())
                .swappedAt(done.swappedAt())
                .unavailable(
                    done.unavailableMillis() == null ? null : done.unavailableMillis() + "ms")),
        Note.normal("Restored", intent.step().name(), "restored " + done.backup()));
  }

  private RestoreDecision failed(Result end) {
    JobReport.Restore refused = end.report() == null ? null : end.report().restore();
    if (TARGET_NOT_EMPTY.equals(end.reason()) && refused != null && refused.token() != null) {
      Loss loss = new Loss(refused.token(), refused.takenAt(), refused.rows(), end.message());
      return write(
          progress.awaitingAcceptance(loss),
          Note.warning("LossNotAccepted", intent.step().name(), end.message()));
    }
    BackupFailure before = seen.record().status().failure();
    int count = before == null || before.count() == null ? 1 : before.count() + 1;
    Instant now = seen.now().truncatedTo(ChronoUnit.SECONDS);
    int limit = seen.migration().map(found -> found.retryLimit()).orElse(LIMIT);
    // The old database goes when nobody is in it any more, however long that takes.
    boolean again = end.retryable() && (count <= limit || intent.step() == Step.DropKept);
    Optional<Instant> retry =
        Optional.of(now.plus(seen.migration().map(found -> found.backoff(count)).orElse(WAIT)))
            .filter(at -> again);
    BackupFailure failure =
        new BackupFailure(
            end.reason(),
            end.message(),
            intent.name(),
            end.retryable(),
            count,
            now.toString(),
            retry.map(Instant::toString).orElse(null));
    return new RestoreDecision.Write(
        progress.failed(intent.step(), failure),
        List.of(Note.warning(end.reason(), intent.step().name(), end.message())),
        retry.map(at -> Duration.between(seen.now(), at)));
  }

  private static RestoreDecision write(DatabaseRestoreStatus status, Note note) {
    return new RestoreDecision.Write(status, List.of(note), Optional.of(Duration.ZERO));
  }
}
