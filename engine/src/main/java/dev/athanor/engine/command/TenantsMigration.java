package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.PlanRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes several schemas of a database where they are to go, planning again as {@link Migration}.
 */
final class TenantsMigration {
  private final TenantsSteps steps;
  private final MigrationTerms terms;
  private final MigrationEvents events;
  private final Map<String, MigrationOutcome> done = new LinkedHashMap<>();

  TenantsMigration(
      Tenants tenants,
      PlanRequest request,
      DatabaseTarget database,
      MigrationTerms terms,
      ProgressOutput progress) {
    this.steps = new TenantsSteps(tenants, request, database, progress);
    this.terms = terms;
    this.events = new MigrationProgress(request.bundle(), progress);
  }

  TenantsOutcome run() {
    for (int attempt = 1; ; attempt++) {
      TenantsPlan plan = steps.plan();
      terms.reviewed().ifPresent(hash -> MigrationSteps.requireHash(plan.hash(), hash));
      TenantsRun run = apply(plan);
      run.ended()
          .forEach(each -> each.outcome().ifPresent(how -> done.put(each.tenant().schema(), how)));
      Optional<AthanorException> failure = run.failure();
      if (failure.isEmpty()) {
        return outcome(plan);
      }
      if (!terms.allowAnother(failure.get(), attempt)) {
        throw failure.get();
      }
      events.progress(MigrationTerms.PLANNING_AGAIN);
    }
  }

  private TenantsRun apply(TenantsPlan plan) {
    if (plan.pending().isEmpty()) {
      return new TenantsRun(List.of());
    }
    BackupReceipt receipt = steps.backUp(plan, terms.backup(), events);
    return steps.apply(plan, receipt, terms.options());
  }

  private TenantsOutcome outcome(TenantsPlan plan) {
    Map<String, MigrationOutcome> outcomes = new LinkedHashMap<>();
    for (TenantsPlan.Tenant tenant : plan.tenants()) {
      outcomes.put(
          tenant.schema(),
          done.getOrDefault(tenant.schema(), MigrationOutcome.nothing(tenant.at())));
    }
    return new TenantsOutcome(outcomes);
  }
}
