package dev.athanor.cli.job;

import dev.athanor.cli.BackupOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.command.BackupChoice;
import java.nio.file.Path;
import java.util.Optional;

/** Whether and how a migration is backed up for; {@code plan} takes the words of {@code backup}. */
final class JobBackupOptions {
  private final BackupOptions backup = new BackupOptions();
  private BackupPolicy policy = BackupPolicy.Always;
  private String generation;

  void declare(Arguments arguments) {
    backup.declare(arguments);
    arguments
        .option(
            "--backup-policy",
            "POLICY",
            "Always (the default) or Never",
            v -> policy = Values.choice("--backup-policy", BackupPolicy.class, v))
        .option(
            "--generation-key",
            "KEY",
            "the first backup with this key is pinned, too, until its migration has succeeded",
            v -> generation = v);
  }

  boolean always() {
    return policy == BackupPolicy.Always;
  }

  Optional<Path> tools() {
    return backup.tools();
  }

  BackupChoice choice() {
    return always()
        ? new BackupChoice.Take(
            backup.request(
                Optional.ofNullable(generation),
                "To go without a backup, say --backup-policy=Never."))
        : new BackupChoice.Waive("backup.policy=Never");
  }
}
