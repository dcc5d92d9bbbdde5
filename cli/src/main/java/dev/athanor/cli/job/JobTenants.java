package dev.athanor.cli.job;

import dev.athanor.cli.Log;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.ListDropped;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.command.Tenants;
import dev.athanor.engine.command.TenantsPlan;
import dev.athanor.engine.command.TenantsRun;
import dev.athanor.engine.command.TenantsSteps;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Uninterrupted;
import dev.athanor.engine.plan.PlanRequest;
import java.util.Map;

/** What the steps of a migration do where each of several schemas has a history of its own. */
final class JobTenants {
  private final TenantsSteps steps;
  private final PlanRequest request;
  private final DatabaseTarget database;
  private final ReportBuilder report;
  private final Log log;

  JobTenants(
      Tenants tenants,
      PlanRequest request,
      DatabaseTarget database,
      ReportBuilder report,
      Log log) {
    this.steps = new TenantsSteps(tenants, request, database, log::info);
    this.request = request;
    this.database = database;
    this.report = report;
    this.log = log;
  }

  /** As {@link JobPlan}. */
  String plan(JobBackupOptions backup) {
    TenantsPlan plan = observed(Map.of());
    if (!plan.pending().isEmpty()) {
      log.info(plan.text());
      if (backup.always()) {
        new MigrationSteps(request, database, events()).requireTools(backup.tools());
      }
    }
    return summary(plan);
  }

  /** As {@link JobBackup}. */
  BackupReceipt backUp(String planHash, JobBackupOptions backup) {
    TenantsPlan plan = observed(Map.of());
    MigrationSteps.requireHash(plan.hash(), planHash);
    return steps.backUp(plan, backup.choice(), events());
  }

  /** As {@link JobApply}: whether it went well or not, the report says where each schema now is. */
  String apply(String planHash, BackupReceipt receipt, MigrateOptions options) {
    TenantsPlan plan = observed(Map.of());
    MigrationSteps.requireHash(plan.hash(), planHash);
    log.info(summary(plan));
    Map<String, AthanorException> failures = Map.of();
    try {
      TenantsRun run = steps.apply(plan, receipt, options);
      failures = run.failures();
      run.failure()
          .ifPresent(
              failure -> {
                throw failure;
              });
      return "Migrated " + run.reached() + (run.reached() == 1 ? " schema." : " schemas.");
    } finally {
      observeAgain(failures);
    }
  }

  private void observeAgain(Map<String, AthanorException> failures) {
    try {
      Uninterrupted.run(() -> observed(failures));
    } catch (AthanorException e) {
      log.warn("Where each schema is cannot be told: " + e.getMessage());
    }
  }

  private TenantsPlan observed(Map<String, AthanorException> failures) {
    try (Database session = database.open()) {
      TenantsPlan plan = steps.plan();
      new SchemasReport(plan, failures).to(report, session.facts());
      new ListDropped(database).total(request.options().trusted()).ifPresent(report::kept);
      return plan;
    }
  }

  private JobEvents events() {
    return new JobEvents(request, report, log);
  }

  private static String summary(TenantsPlan plan) {
    return plan.pending().isEmpty()
        ? "Nothing to do in " + plan.tenants().size() + " schemas."
        : plan.pending().size() + " of " + plan.tenants().size() + " schemas are to be migrated.";
  }
}
