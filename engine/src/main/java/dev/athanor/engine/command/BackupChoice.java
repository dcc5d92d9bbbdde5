package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupRequest;
import java.util.Objects;

/** What a verb that changes a database does about a backup before it does. */
public sealed interface BackupChoice {

  /** Takes and verifies one. */
  record Take(BackupRequest request) implements BackupChoice {
    public Take {
      Objects.requireNonNull(request, "request");
    }
  }

  /** Takes none itself. */
  sealed interface WithoutDump extends BackupChoice {
    BackupReceipt receipt(String planHash);
  }

  /**
   * Takes none.
   *
   * @param policy on whose word, such as {@code athanor.backup=never}
   */
  record Waive(String policy) implements WithoutDump {
    public Waive {
      Objects.requireNonNull(policy, "policy");
    }

    @Override
    public BackupReceipt receipt(String planHash) {
      return new BackupReceipt.Waived(planHash, policy);
    }
  }

  /**
   * Another tool has taken one.
   *
   * @param what names it
   */
  record Elsewhere(String what) implements WithoutDump {
    public Elsewhere {
      Objects.requireNonNull(what, "what");
    }

    @Override
    public BackupReceipt receipt(String planHash) {
      return new BackupReceipt.Elsewhere(planHash, what);
    }
  }
}
