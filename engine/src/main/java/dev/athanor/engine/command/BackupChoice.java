package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupRequest;
import java.util.Objects;
import java.util.function.Function;

/** What a verb that changes a database does about a backup before it does. */
public sealed interface BackupChoice {
  /**
   * What a run of a plan shows for it.
   *
   * @param take takes a backup and verifies it, where that is the choice
   */
  BackupReceipt receipt(String planHash, Function<BackupRequest, BackupReceipt.Verified> take);

  /** Takes and verifies one. */
  record Take(BackupRequest request) implements BackupChoice {
    public Take {
      Objects.requireNonNull(request, "request");
    }

    @Override
    public BackupReceipt receipt(
        String planHash, Function<BackupRequest, BackupReceipt.Verified> take) {
      return take.apply(request);
    }
  }

  /**
   * Takes none.
   *
   * @param policy on whose word, such as {@code athanor.backup=never}
   */
  record Waive(String policy) implements BackupChoice {
    public Waive {
      Objects.requireNonNull(policy, "policy");
    }

    @Override
    public BackupReceipt receipt(
        String planHash, Function<BackupRequest, BackupReceipt.Verified> take) {
      return new BackupReceipt.Waived(planHash, policy);
    }
  }

  /**
   * Another tool has taken one.
   *
   * @param what names it
   */
  record Elsewhere(String what) implements BackupChoice {
    public Elsewhere {
      Objects.requireNonNull(what, "what");
    }

    @Override
    public BackupReceipt receipt(
        String planHash, Function<BackupRequest, BackupReceipt.Verified> take) {
      return new BackupReceipt.Elsewhere(planHash, what);
    }
  }
}
