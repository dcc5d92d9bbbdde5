package dev.athanor.engine.command;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.AtHead;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import java.util.List;
import java.util.Optional;

/**
 * What upgrade and downgrade share: all the steps, one after the other.
 *
 * <p>Between planning and the lock another migration may have been there: of three replicas that
 * upgrade when they start, two come late. Where nobody reviewed the plan, it is made again, and so
 * is the backup, for a backup of an earlier state would bring back less than is there. A plan that
 * was reviewed is run or refused.
 */
final class Migration {
  private final PlanRequest request;
  private final DatabaseTarget database;
  private final MigrationTerms terms;
  private final MigrationEvents events;
  private final MigrationSteps steps;
  private final ProgressOutput progress;

  Migration(
      PlanRequest request, DatabaseTarget database, MigrationTerms terms, ProgressOutput progress) {
    this.request = request;
    this.database = database;
    this.terms = terms;
    this.progress = progress;
    this.events = new MigrationProgress(request.bundle(), progress);
    this.steps = new MigrationSteps(request, database, events);
  }

  MigrationOutcome run() {
    for (int attempt = 1; ; attempt++) {
      try {
        return once();
      } catch (AthanorException e) {
        if (!terms.allowAnother(e, attempt)) {
          throw e;
        }
        events.progress(MigrationTerms.PLANNING_AGAIN);
      }
    }
  }

  private MigrationOutcome once() {
    MigrationPlan plan;
    try (Database session = database.open()) {
      Optional<String> head =
          terms.reviewed().isPresent() ? Optional.empty() : AtHead.find(request, session);
      if (head.isPresent()) {
        return MigrationOutcome.nothing(List.of(head.get()));
      }
      plan = steps.plan(session);
    }
    terms.reviewed().ifPresent(hash -> MigrationSteps.requireHash(plan, hash));
    if (plan.isEmpty()) {
      return MigrationOutcome.nothing(plan.to());
    }
    return new Guarded(request, database, terms, events, steps).run(plan);
  }

  /** The same, in each of several schemas. */
  TenantsOutcome run(Tenants tenants) {
    terms.onFailure().requireStop("several schemas are gone back in by hand");
    return new TenantsMigration(tenants, request, database, terms, progress).run();
  }
}
