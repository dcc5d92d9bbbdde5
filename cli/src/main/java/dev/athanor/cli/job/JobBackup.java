package dev.athanor.cli.job;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
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

/** Backs up what the plan is about to change, and leaves the receipt that {@code apply} wants. */
final class JobBackup extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private String planHash;
  private Path directory;
  private BackupPolicy policy = BackupPolicy.Always;
  private int jobs = BackupRequest.DEFAULT_JOBS;
  private int retain = BackupRequest.DEFAULT_RETAIN;
  private Duration maxAge = Duration.ZERO;
  private String generation;
  private Path tools;

  @Override
  public String summary() {
    return "Back up and verify; write the receipt.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    arguments.required("--plan-hash", "sha256:…", "of the plan", v -> planHash = v);
    arguments
        .option("--backup-dir", "DIR", "the backup volume", v -> directory = Path.of(v))
        .option(
            "--backup-policy",
            "POLICY",
            "Always (the default) or Never",
            v -> policy = Values.choice("--backup-policy", BackupPolicy.class, v))
        .option(
            "--backup-jobs",
            "N",
            "tables at the same time (default: 2)",
            v -> jobs = Values.number("--backup-jobs", v))
        .option(
            "--backup-retain",
            "N",
            "backups of a database that stay (default: 3)",
            v -> retain = Values.number("--backup-retain", v))
        .option(
            "--backup-max-age",
            "ISO8601",
            "a younger backup of the same history serves again",
            v -> maxAge = Values.duration("--backup-max-age", v))
        .option(
            "--generation-key",
            "KEY",
            "the first backup with this key is pinned until its migration has succeeded",
            v -> generation = v)
        .option(
            "--tools-dir",
            "DIR",
            "PostgreSQL's client programs (default: the newest that is installed)",
            v -> tools = Path.of(v));
  }

  @Override
  String name() {
    return "backup";
  }

  @Override
  String work(ReportBuilder report) {
    MigrationPlan plan = migration.plan(migration.request(report), report, log);
    MigrationOptions.requireHash(plan, planHash);
    BackupReceipt receipt =
        policy == BackupPolicy.Never
            ? new BackupReceipt.Waived(plan.hash(), "backup.policy=Never")
            : take(plan);
    ReceiptFile.write(migration.receipt(), receipt);
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
    DatabaseTarget target = migration.target();
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
