package dev.athanor.cli.job;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.cli.job.MigrationOptions.JobMigration;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanText;
import java.time.Duration;

/** Runs the plan that was decided on and backed up for, and no other. */
final class JobApply extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private String planHash;
  private Duration grace = Duration.ofSeconds(240);

  @Override
  public String summary() {
    return "Run the plan; wants the receipt of its backup.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    arguments.required(
        "--plan-hash", "sha256:…", "of the plan", v -> planHash = MigrationSteps.hash(v));
    arguments.option(
        "--interrupt-grace",
        "ISO8601",
        "after SIGTERM, how long a transaction may take before it is cancelled (default: PT240S)",
        v -> grace = Values.duration("--interrupt-grace", v));
  }

  @Override
  String name() {
    return "apply";
  }

  @Override
  String work(ReportBuilder report) {
    JobMigration job = migration.migration(report, log);
    MigrationPlan plan = job.steps().plan();
    BackupReceipt receipt = ReceiptFile.read(migration.receipt(), planHash);
    MigrationSteps.requireHash(plan, planHash);
    log.info(PlanText.summary(plan));
    int skipped = 0;
    try {
      MigrationResult result =
          job.steps().apply(plan, receipt, MigrateOptions.DEFAULTS.withInterruptGrace(grace));
      // What a precondition or failOnError kept out is not pending: it would be tried for ever.
      skipped = result.skipped().size();
      return describe(result);
    } finally {
      report.plan(plan, plan.steps().size() - job.events().done() - skipped);
      observe(job.steps());
    }
  }

  private static String describe(MigrationResult result) {
    return (result.direction() == MigrationPlan.Direction.DOWN ? "Undid " : "Applied ")
        + result.applied()
        + (result.applied() == 1 ? " changeset" : " changesets")
        + " in "
        + result.took().toMillis()
        + " ms; now at "
        + (result.to().isEmpty() ? "base" : String.join(", ", result.to()))
        + (result.skipped().isEmpty() ? "." : "; skipped " + result.skipped() + ".");
  }

  /** Whether it went well or not, the report says where the database now is. */
  private void observe(MigrationSteps steps) {
    boolean interrupted = Thread.interrupted();
    try {
      steps.observe();
    } catch (AthanorException e) {
      log.warn("The database cannot be read again: " + e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
