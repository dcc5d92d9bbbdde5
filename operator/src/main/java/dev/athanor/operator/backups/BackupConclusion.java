package dev.athanor.operator.backups;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupFailure;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus.Step;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.records.Facts;
import dev.athanor.operator.resource.BackupRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What becomes of a backup when a Job of it has ended. */
final class BackupConclusion {
  private static final String NO_SUCH_BACKUP = "NoSuchBackup";

  /** Ends after which the dump stays and nothing else would come of trying again. */
  private static final Set<String> STAYS = Set.of("BackupKept", "BackupOfAnother");

  /** How often a backup is tried, where its DatabaseMigration does not say. */
  private static final int LIMIT = 10;

  private static final Duration WITHOUT_MIGRATION = Duration.ofMinutes(1);

  private final BackupView seen;
  private final BackupRecord record;
  private final BackupJobStatus intent;

  BackupConclusion(BackupView seen, BackupJobStatus intent) {
    this.seen = seen;
    this.record = seen.record();
    this.intent = intent;
  }

  /** Of any Job but one that was to delete the dump. */
  BackupDecision of(Result result) {
    if (!result.succeeded()) {
      return NO_SUCH_BACKUP.equals(result.reason())
          ? write(
              progress().gone(result.message()),
              Note.warning(NO_SUCH_BACKUP, intent.step().name(), result.message()),
              Optional.empty())
          : failed(result);
    }
    JobReport.Store store = result.store();
    if (store == null || store.backups().isEmpty()) {
      return failed(
          Result.failed("NoReport", true, "Job %s reported no backup".formatted(intent.name())));
    }
    return found(store);
  }

  private BackupDecision found(JobReport.Store store) {
    DatabaseBackupStatus facts =
        Facts.of(
            store.backups().get(0),
            intent.store(),
            intent.migration(),
            record.status(),
            record.generation(),
            seen.now());
    Boolean pinned =
        switch (intent.step()) {
          // The spec may have become another one since the Job was made.
          case Take -> record.pinned() && facts.kept() != null ? Boolean.TRUE : null;
          case Pin -> Boolean.TRUE;
          case Unpin -> Boolean.FALSE;
          default -> record.status().pinned();
        };
    Note note =
        intent.step() == Step.Take
            ? Note.normal("BackedUp", "Take", "backup taken and verified: " + facts.location())
            : Note.normal("Verified", intent.step().name(), "found in the store: " + facts.name());
    JobReport.Store others = new JobReport.Store(null, store.deleted(), store.released(), null);
    return new BackupDecision.Write(
        facts.toBuilder().pinned(pinned).build(),
        List.of(note),
        Optional.of(Duration.ZERO),
        Optional.of(others));
  }

  /** Of the Job that was to delete the dump. */
  BackupDecision ofDeletion(Result result) {
    if (result.succeeded()) {
      return new BackupDecision.Release(
          Optional.of(
              Note.normal(
                  "DumpDeleted", "Delete", "deleted the dump " + record.status().location())));
    }
    return STAYS.contains(result.reason())
        ? BackupDecider.stays(seen, result.message())
        : failed(result);
  }

  private BackupDecision failed(Result end) {
    BackupFailure before = record.status().failure();
    int count = before == null || before.count() == null ? 1 : before.count() + 1;
    Instant now = seen.now().truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> retry =
        again(end, count) ? Optional.of(now.plus(wait(count))) : Optional.empty();
    BackupFailure failure =
        new BackupFailure(
            end.reason(),
            end.message(),
            intent.name(),
            end.retryable(),
            count,
            now.toString(),
            retry.map(Instant::toString).orElse(null));
    return write(
        progress().failed(intent.step(), failure),
        Note.warning(end.reason(), intent.step().name(), end.message()),
        retry.map(at -> Duration.between(seen.now(), at)));
  }

  /** A deletion is tried for as long as somebody wants it. */
  private boolean again(Result end, int count) {
    int limit = seen.migration().map(found -> found.retryLimit()).orElse(LIMIT);
    return intent.step() == Step.Delete || end.retryable() && count <= limit;
  }

  private Duration wait(int count) {
    return seen.migration().map(found -> found.backoff(count)).orElse(WITHOUT_MIGRATION);
  }

  private BackupProgress progress() {
    return new BackupProgress(record, seen.now());
  }

  private static BackupDecision write(
      DatabaseBackupStatus status, Note note, Optional<Duration> again) {
    return new BackupDecision.Write(status, List.of(note), again, Optional.empty());
  }
}
