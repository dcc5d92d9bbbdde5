package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrateOptions;
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
 */
public record MigrationTerms(
    BackupChoice backup, Optional<String> reviewed, Optional<Duration> retainDropped) {

  /** What is said then. */
  static final String PLANNING_AGAIN =
      "Another migration was here in the meantime: planning again.";

  /** Each time, another migration was faster from the plan to the lock. */
  private static final int ATTEMPTS = 5;

  /**
   * @throws AthanorException INVALID_CONFIGURATION for a {@code reviewed} that is no hash
   */
  public MigrationTerms {
    Objects.requireNonNull(backup, "backup");
    reviewed = reviewed.map(MigrationSteps::hash);
    Objects.requireNonNull(retainDropped, "retainDropped");
  }

  /** Nothing is kept of what is dropped. */
  public MigrationTerms(BackupChoice backup, Optional<String> reviewed) {
    this(backup, reviewed, Optional.empty());
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
