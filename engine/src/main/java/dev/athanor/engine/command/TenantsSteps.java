package dev.athanor.engine.command;

import dev.athanor.engine.apply.LockScope;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@link MigrationSteps} for several schemas of a database: one plan, one backup of the database,
 * and then each schema under the lock of its own history, a few at a time.
 */
public final class TenantsSteps {
  private final Tenants tenants;
  private final PlanRequest request;
  private final DatabaseTarget database;
  private final ProgressOutput progress;

  public TenantsSteps(
      Tenants tenants, PlanRequest request, DatabaseTarget database, ProgressOutput progress) {
    this.tenants = Objects.requireNonNull(tenants, "tenants");
    this.request = Objects.requireNonNull(request, "request");
    this.database = Objects.requireNonNull(database, "database");
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  /**
   * Reads all of them and plans.
   *
   * @throws AthanorException as {@link Tenants} and {@link MigrationSteps#plan()} have it, naming
   *     the schema
   */
  public TenantsPlan plan() {
    return TenantsPlan.of(tenants, request, database);
  }

  /**
   * One backup, of the whole database.
   *
   * @param plan with something to do
   * @return for the plan of all, by its hash
   * @throws AthanorException as {@link BackupTool#backup} has it
   */
  public BackupReceipt backUp(TenantsPlan plan, BackupChoice choice, MigrationEvents events) {
    Map<String, MigrationPlan> plans = new LinkedHashMap<>();
    plan.pending().forEach(each -> plans.put(each.schema(), each.plan().orElseThrow()));
    BackupReceipt receipt =
        choice.receipt(
            plan.hash(),
            how ->
                new BackupTool(events)
                    .backup(plans, plan.hash(), database.url(), database.settings(), how));
    events.backedUp(receipt);
    return receipt;
  }

  /**
   * Runs what is to be done. After a failure no other schema is begun, and those that run reach
   * their end: each is at a known revision then, and the next run takes up those that are left.
   *
   * @param receipt of the backup for this plan
   * @throws AthanorException INTERRUPTED; what fails in a schema is in the result
   */
  public TenantsRun apply(TenantsPlan plan, BackupReceipt receipt, MigrateOptions options) {
    AtomicBoolean failed = new AtomicBoolean();
    return new TenantsRun(
        tenants.forEach(plan.pending(), tenant -> apply(tenant, receipt, options, failed)));
  }

  private TenantsRun.Ended apply(
      TenantsPlan.Tenant tenant,
      BackupReceipt ofAll,
      MigrateOptions options,
      AtomicBoolean failed) {
    if (failed.get()) {
      return new TenantsRun.Ended(tenant, Optional.empty(), Optional.empty());
    }
    MigrationPlan plan = tenant.plan().orElseThrow();
    // The dump is of the whole database.
    BackupReceipt receipt = ofAll.of(plan);
    MigrationEvents events =
        new MigrationProgress(
            request.bundle(), line -> progress.line(tenant.schema() + ": " + line));
    try {
      IrreversibleWarning.of(plan).ifPresent(events::warning);
      MigrationSteps steps =
          new MigrationSteps(request, tenants.in(tenant.schema(), database), events);
      MigrationOutcome outcome =
          MigrationOutcome.of(
              steps.apply(plan, receipt, options.withScope(LockScope.HISTORY)), receipt);
      return new TenantsRun.Ended(tenant, Optional.of(outcome), Optional.empty());
    } catch (AthanorException e) {
      failed.set(true);
      return new TenantsRun.Ended(tenant, Optional.empty(), Optional.of(e));
    }
  }
}
