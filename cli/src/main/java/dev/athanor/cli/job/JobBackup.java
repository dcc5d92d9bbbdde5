package dev.athanor.cli.job;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.plan.MigrationPlan;

/** Backs up what the plan is about to change, and leaves the receipt that {@code apply} wants. */
final class JobBackup extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private final JobBackupOptions backup = new JobBackupOptions();
  private String planHash;

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
    MigrationSteps steps = migration.migration(report, log).steps();
    MigrationPlan plan = steps.plan();
    MigrationSteps.requireHash(plan, planHash);
    return steps.backUp(plan, backup.choice());
  }
}
