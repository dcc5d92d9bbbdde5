package dev.athanor.cli.job;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanText;

/** Reads the database and says what would be done; migrates nothing. */
final class JobPlan extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private final JobBackupOptions backup = new JobBackupOptions();
  private boolean forgetExpired;

  @Override
  public String summary() {
    return "Report what a migration would do.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    backup.declare(arguments);
    arguments.flag(
        "--forget-expired",
        "first forget what upgrades have kept past its time",
        () -> forgetExpired = true);
  }

  @Override
  String name() {
    return "plan";
  }

  @Override
  String work(ReportBuilder report) {
    if (forgetExpired) {
      migration.forgetExpired(log);
    }
    return migration
        .tenants(report, log)
        .map(tenants -> tenants.plan(backup))
        .orElseGet(() -> plan(report));
  }

  private String plan(ReportBuilder report) {
    MigrationSteps steps = migration.migration(report, log).steps();
    MigrationPlan plan = steps.plan();
    if (!plan.isEmpty()) {
      log.info(PlanText.render(plan));
      if (backup.always()) {
        steps.requireTools(backup.tools());
      }
    }
    return PlanText.summary(plan);
  }
}
