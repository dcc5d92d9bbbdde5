package dev.athanor.cli.job;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Backs up what the plan is about to change, and leaves the receipt that {@code apply} wants. */
@Command(name = "backup", description = "Back up and verify; write the receipt.")
final class JobBackup extends JobStep {
  @Mixin MigrationOptions options;

  @Option(names = "--plan-hash", paramLabel = "sha256:…", required = true)
  String planHash;

  @Option(names = "--backup-dir", paramLabel = "DIR", description = "The backup volume.")
  Path directory;

  @Option(
      names = "--backup-policy",
      defaultValue = "Always",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  BackupPolicy policy;

  @Option(names = "--backup-jobs", paramLabel = "N", defaultValue = "2")
  int jobs;

  @Option(names = "--backup-retain", paramLabel = "N", defaultValue = "3")
  int retain;

  @Option(
      names = "--backup-max-age",
      paramLabel = "ISO8601",
      defaultValue = "PT0S",
      description = "An earlier backup at the same history that is younger serves again.")
  Duration maxAge;

  @Option(
      names = "--generation-key",
      paramLabel = "KEY",
      description = "The first backup with this key is pinned until its migration has succeeded.")
  String generation;

  @Option(names = "--tools-dir", paramLabel = "DIR", description = "PostgreSQL's client programs.")
  Path tools;

  @Override
  String name() {
    return "backup";
  }

  @Override
  String run(ReportBuilder report) {
    MigrationPlan plan = options.plan(options.request(report), report, log);
    MigrationOptions.requireHash(plan, planHash);
    BackupReceipt receipt =
        policy == BackupPolicy.Never
            ? new BackupReceipt.Waived(plan.hash(), "backup.policy=Never")
            : take(plan);
    ReceiptFile.write(options.receipt, receipt);
    report.backup(receipt);
    return receipt instanceof BackupReceipt.Verified verified
        ? (verified.reused() ? "Verified again: " : "Backed up and verified: ")
            + verified.directory().getFileName()
            + ", "
            + verified.bytes()
            + " bytes."
        : "No backup: backup.policy=Never.";
  }

  private BackupReceipt take(MigrationPlan plan) {
    if (directory == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is no place for the backup.",
          "Give --backup-dir, or --backup-policy=Never.");
    }
    DatabaseTarget target = options.target();
    return new BackupTool(log::info)
        .backup(
            plan,
            target.url(),
            target.settings(),
            new BackupRequest(
                directory,
                jobs,
                retain,
                maxAge,
                Optional.ofNullable(generation),
                Optional.ofNullable(tools)));
  }
}
