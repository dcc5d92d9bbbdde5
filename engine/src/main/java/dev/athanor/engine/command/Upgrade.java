package dev.athanor.engine.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;

/** Alembic's {@code upgrade}; a target that is older than the database is an error here. */
public final class Upgrade {
  private final Migration migration;

  /**
   * @param options how to plan; which way is this verb's own
   * @param terms the backup that comes first, and the plan that was reviewed, if one was
   * @param progress takes what people want to know, as it goes
   */
  public Upgrade(
      Bundle bundle,
      String target,
      PlanOptions options,
      DatabaseTarget database,
      MigrationTerms terms,
      ProgressOutput progress) {
    PlanOptions own = options.withWay(PlanOptions.Way.UP);
    this.migration = new Migration(new PlanRequest(bundle, target, own), database, terms, progress);
  }

  /**
   * Plans, backs up where that is the choice, and runs.
   *
   * @throws AthanorException all that planning, backing up and running throw, PLAN_CHANGED for
   *     another plan than the reviewed one; what was committed before a failure stays and is
   *     recorded
   */
  public MigrationOutcome run() {
    return migration.run();
  }

  /**
   * The same in each of several schemas, with one backup before.
   *
   * @throws AthanorException as {@link #run()} has it, with what became of the other schemas
   */
  public TenantsOutcome run(Tenants tenants) {
    return migration.run(tenants);
  }
}
