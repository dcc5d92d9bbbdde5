package dev.athanor.engine.command;

import dev.athanor.engine.apply.LockScope;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes several schemas of a database where they are to go: one plan, one backup of the database,
 * and then each schema under the lock of its own history, a few at a time.
 *
 * <p>After a failure no other schema is begun, and those that run reach their end: each is at a
 * known revision then, and the next run takes up those that are left.
 */
final class TenantsMigration {
  private final Tenants tenants;
  private final PlanRequest request;
  private final DatabaseTarget database;
  private final MigrationTerms terms;
  private final ProgressOutput progress;
  private final Map<String, MigrationOutcome> done = new LinkedHashMap<>();

  TenantsMigration(
      Tenants tenants,
      PlanRequest request,
      DatabaseTarget database,
      MigrationTerms terms,
      ProgressOutput progress) {
    this.tenants = tenants;
    this.request = request;
    this.database = database;
    this.terms = terms;
    this.progress = progress;
  }

  /** What became of one schema; neither: it was not begun. */
  private record Ended(
      TenantsPlan.Tenant tenant,
      Optional<MigrationOutcome> outcome,
      Optional<AthanorException> failure) {}

  TenantsOutcome run() {
    for (int attempt = 1; ; attempt++) {
      TenantsPlan plan = TenantsPlan.of(tenants, request, database);
      terms.reviewed().ifPresent(hash -> MigrationSteps.requireHash(plan.hash(), hash));
      List<Ended> ended = apply(plan.pending());
      ended.forEach(each -> each.outcome().ifPresent(how -> done.put(each.tenant().schema(), how)));
      Optional<AthanorException> failure = failure(ended);
      if (failure.isEmpty()) {
        return outcome(plan);
      }
      if (!terms.allowAnother(failure.get(), attempt)) {
        throw failure.get();
      }
      progress.line(MigrationTerms.PLANNING_AGAIN);
    }
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

  private List<Ended> apply(List<TenantsPlan.Tenant> pending) {
    if (pending.isEmpty()) {
      return List.of();
    }
    Map<String, BackupReceipt> receipts = backUp(pending);
    AtomicBoolean failed = new AtomicBoolean();
    return tenants.forEach(pending, tenant -> apply(tenant, receipts, failed));
  }

  private Ended apply(
      TenantsPlan.Tenant tenant, Map<String, BackupReceipt> receipts, AtomicBoolean failed) {
    if (failed.get()) {
      return new Ended(tenant, Optional.empty(), Optional.empty());
    }
    MigrationPlan plan = tenant.plan().orElseThrow();
    MigrationEvents events =
        new MigrationProgress(
            request.bundle(), line -> progress.line(tenant.schema() + ": " + line));
    try {
      IrreversibleWarning.of(plan).ifPresent(events::warning);
      BackupReceipt receipt = receipts.get(tenant.schema());
      return new Ended(
          tenant,
          Optional.of(
              MigrationOutcome.of(
                  new MigrationSteps(request, tenants.in(tenant.schema(), database), events)
                      .apply(plan, receipt, terms.options().withScope(LockScope.HISTORY)),
                  receipt)),
          Optional.empty());
    } catch (AthanorException e) {
      failed.set(true);
      return new Ended(tenant, Optional.empty(), Optional.of(e));
    }
  }

  /** A receipt for each: the dump is of the whole database. */
  private Map<String, BackupReceipt> backUp(List<TenantsPlan.Tenant> pending) {
    Map<String, MigrationPlan> plans = new LinkedHashMap<>();
    pending.forEach(tenant -> plans.put(tenant.schema(), tenant.plan().orElseThrow()));
    Map<String, BackupReceipt> receipts = new HashMap<>();
    if (terms.backup() instanceof BackupChoice.WithoutDump without) {
      plans.forEach((schema, plan) -> receipts.put(schema, without.receipt(plan.hash())));
      return receipts;
    }
    BackupChoice.Take take = (BackupChoice.Take) terms.backup();
    MigrationProgress events = new MigrationProgress(request.bundle(), progress);
    receipts.putAll(
        new BackupTool(events).backup(plans, database.url(), database.settings(), take.request()));
    events.backedUp(receipts.values().iterator().next());
    return receipts;
  }

  /** The first failure, with what became of the others; planning again helps only if it is all. */
  private Optional<AthanorException> failure(List<Ended> ended) {
    List<Ended> failed = ended.stream().filter(each -> each.failure().isPresent()).toList();
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    Ended first =
        failed.stream()
            .filter(each -> each.failure().get().reason() != Reason.PLAN_CHANGED)
            .findFirst()
            .orElse(failed.get(0));
    List<String> more = new ArrayList<>();
    more.add("That was in schema " + first.tenant().schema() + ".");
    failed.stream()
        .filter(each -> each != first)
        .map(each -> each.tenant().schema() + ": " + each.failure().get().getMessage())
        .forEach(more::add);
    long reached = ended.stream().filter(each -> each.outcome().isPresent()).count();
    more.add(
        "Of "
            + ended.size()
            + " schemas "
            + reached
            + " are done, "
            + failed.size()
            + " failed, "
            + (ended.size() - reached - failed.size())
            + " were not begun.");
    return Optional.of(first.failure().get().withMore(String.join("\n", more)));
  }
}
