package dev.athanor.cli.job;

import dev.athanor.cli.BackupOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.command.BackupChoice;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.util.Optional;

/** Whether and how a migration is backed up for; {@code plan} takes the words of {@code backup}. */
final class JobBackupOptions {
  private final BackupOptions backup = new BackupOptions();
  private BackupPolicy policy = BackupPolicy.Always;
  private String external;
  private String generation;

  void declare(Arguments arguments) {
    backup.declare(arguments);
    arguments
        .option(
            "--backup-policy",
            "POLICY",
            "Always (the default), External or Never",
            v -> policy = Values.choice("--backup-policy", BackupPolicy.class, v))
        .option(
            "--external-backup",
            "TEXT",
            "with External: what names the backup that another tool has taken",
            v -> external = v)
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
    return switch (policy) {
      case Always -> new BackupChoice.Take(request());
      case External -> new BackupChoice.Elsewhere(requireExternal());
      case Never -> new BackupChoice.Waive("backup.policy=Never");
    };
  }

  private String requireExternal() {
    if (external == null || external.isBlank()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "--backup-policy=External without a backup.",
          "Name the backup that another tool has taken with --external-backup.");
    }
    return external;
  }

  /** Where it goes, and what it is for. */
  BackupRequest request() {
    return backup.request(
        Optional.ofNullable(generation), "To go without a backup, say --backup-policy=Never.");
  }
}
