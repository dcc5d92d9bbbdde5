package dev.athanor.engine.command;

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

  /**
   * Takes none.
   *
   * @param policy on whose word, such as {@code athanor.backup=never}
   */
  record Waive(String policy) implements BackupChoice {
    public Waive {
      Objects.requireNonNull(policy, "policy");
    }
  }
}
