package dev.athanor.cli.job;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.job.MigrationOptions.JobMigration;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.BackupChoice;
import dev.athanor.engine.command.GoBack;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.swap.WriteFence;
import java.util.function.Supplier;

/** Backs up what the plan is about to change, and leaves the receipt that {@code apply} wants. */
final class JobBackup extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private final JobBackupOptions backup = new JobBackupOptions();
  private String planHash;
  private String fence;
  private boolean restorable;

  @Override
  public String summary() {
    return "Back up and verify; write the receipt.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    backup.declare(arguments);
    arguments.required(
        "--plan-hash", "sha256:…", "of the plan", v -> planHash = MigrationSteps.hash(v));
    arguments
        .flag(
            "--restorable",
            "stop where the backup could not be swapped in again",
            () -> restorable = true)
        .option(
            "--fence",
            "RUN",
            "keep all others out of the database, from before the backup until `apply --fence` has"
                + " succeeded or `go-back` has ended",
            v -> fence = v);
  }

  @Override
  String name() {
    return "backup";
  }

  @Override
  String work(ReportBuilder report) {
    BackupReceipt receipt =
        migration
            .tenants(report, log)
            .map(tenants -> tenants.backUp(planHash, backup))
            .orElseGet(() -> backUp(report));
    ReceiptFile.write(migration.receipt(), receipt);
    if (receipt instanceof BackupReceipt.Verified verified) {
      return (verified.reused() ? "Verified again: " : "Backed up and verified: ")
          + verified.name()
          + ", "
          + verified.bytes()
          + " bytes.";
    }
    return receipt instanceof BackupReceipt.Elsewhere elsewhere
        ? "Backed up by another tool: " + elsewhere.what() + "."
        : "No backup: backup.policy=Never.";
  }

  private BackupReceipt backUp(ReportBuilder report) {
    // First of all, for behind a fence others wait for what turns out to be missing.
    BackupChoice choice = backup.choice();
    JobMigration job = migration.migration(report, log);
    MigrationPlan plan = job.steps().plan();
    MigrationSteps.requireHash(plan, planHash);
    if (restorable) {
      GoBack.requireRestorable(job.database());
    }
    return fence == null
        ? job.steps().backUp(plan, choice)
        : backUpFenced(job, () -> job.steps().backUp(plan, choice));
  }

  /** Nothing was changed yet: without a backup, nobody is kept out. */
  private BackupReceipt backUpFenced(JobMigration job, Supplier<BackupReceipt> backUp) {
    WriteFence around = GoBack.fence(job.database());
    log.info("A write fence keeps all others out since " + around.raise(fence) + ".");
    try {
      return backUp.get();
    } catch (AthanorException e) {
      around.lift();
      throw e;
    }
  }
}
