package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * On what terms a database may be changed.
 *
 * @param backup what is done about a backup before
 * @param reviewed the hash of the plan that somebody reviewed, {@code sha256:…}: no other plan is
 *     run then; empty: whatever the plan is when it runs
 * @param retainDropped as {@link MigrateOptions#retainDropped}
 * @param onFailure what is done about a run that fails
 */
public record MigrationTerms(
    BackupChoice backup,
    Optional<String> reviewed,
    Optional<Duration> retainDropped,
    FailurePolicy onFailure) {

  /** What is said then. */
  static final String PLANNING_AGAIN =
      "Another migration was here in the meantime: planning again.";

  /** Each time, another migration was faster from the plan to the lock. */
  private static final int ATTEMPTS = 5;

  /**
   * @throws AthanorException INVALID_CONFIGURATION for a {@code reviewed} that is no hash, and for
   *     a restore on failure without a backup
   */
  public MigrationTerms {
    Objects.requireNonNull(backup, "backup");
    reviewed = reviewed.map(MigrationSteps::hash);
    Objects.requireNonNull(retainDropped, "retainDropped");
    if (onFailure.way() == FailurePolicy.Way.RESTORE && !(backup instanceof BackupChoice.Take)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "After a failure a restore is asked for, and the run takes no backup.",
          "Have it take one, or choose downgrade.");
    }
  }

  /** Nothing is kept of what is dropped. */
  public MigrationTerms(BackupChoice backup, Optional<String> reviewed) {
    this(backup, reviewed, Optional.empty(), FailurePolicy.STOP);
  }

  /** The backup that is taken, where one is. */
  BackupRequest take() {
    return ((BackupChoice.Take) backup).request();
  }

  /** How its plan is run. */
  MigrateOptions options() {
    return MigrateOptions.DEFAULTS.withRetainDropped(retainDropped);
  }

  /**
   * Whether the plan is made again after a failure.
   *
   * @param attempt which it was, from 1
   */
  boolean allowAnother(AthanorException failure, int attempt) {
    return failure.reason() == Reason.PLAN_CHANGED && reviewed.isEmpty() && attempt < ATTEMPTS;
  }

  /**
   * No backup, and nobody reviewed a plan.
   *
   * @param why as {@link BackupChoice.Waive#policy}
   */
  public static MigrationTerms withoutBackup(String why) {
    return new MigrationTerms(new BackupChoice.Waive(why), Optional.empty());
  }
}
