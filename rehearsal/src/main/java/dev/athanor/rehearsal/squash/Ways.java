package dev.athanor.rehearsal.squash;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationEvents;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.scratch.Databases;
import java.util.List;

/** The two ways of an empty database to a revision, each run by the engine itself. */
final class Ways {
  private final Bundle bundle;
  private final Databases databases;

  Ways(Bundle bundle, Databases databases) {
    this.bundle = bundle;
    this.databases = databases;
  }

  /**
   * One revision after the other.
   *
   * @return the database
   * @throws AthanorException what a run of the revisions throws
   */
  String longWay(String revision) {
    return run(bundle.withBaselines(List.of()), revision);
  }

  /**
   * By a baseline alone.
   *
   * @return the database
   * @throws AthanorException what a run of it throws
   */
  String shortWay(Baseline baseline) {
    return run(bundle.withBaselines(List.of(baseline)), baseline.revision());
  }

  private String run(Bundle what, String revision) {
    String database = databases.empty();
    PlanRequest planned = new PlanRequest(what, revision, PlanOptions.UPGRADE);
    MigrationSteps steps =
        new MigrationSteps(
            planned, DatabaseTarget.of(databases.server().url(database)), new MigrationEvents() {});
    MigrationPlan plan = steps.plan();
    boolean isShort =
        plan.steps().stream().anyMatch(each -> each.action() == PlanStep.Action.BASELINE);
    if (isShort == what.baselines().isEmpty()) {
      throw new IllegalStateException("the plan of " + database + " goes the other way");
    }
    steps.apply(
        plan,
        new BackupReceipt.Waived(plan.hash(), "scratch database"),
        MigrateOptions.DEFAULTS.withHandleShutdown(false));
    return database;
  }
}
