package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A plan for a database that nobody asks.
 *
 * @param assumed what such a database is taken to have
 * @param plan what runs
 */
public record OfflinePlan(AssumedHistory assumed, MigrationPlan plan) {

  /**
   * @param from where the database is taken to be, {@code base} or a symbol that needs no database
   * @param to where it is to get
   * @throws AthanorException as {@link Planner#plan} and {@link AssumedHistory#of}
   */
  public static OfflinePlan of(Bundle bundle, String from, String to, PlanOptions options) {
    AssumedHistory assumed = AssumedHistory.of(bundle, from, to, options);
    return new OfflinePlan(assumed, Planner.plan(assumed.request(), assumed.history()));
  }

  /** What has to have been run for the plan to be right: it is undone. */
  public Set<ChangesetKey> undone() {
    return plan.steps().stream()
        .filter(step -> step.action() == PlanStep.Action.UNDO && !step.sql().isEmpty())
        .map(step -> step.changeset().key())
        .collect(Collectors.toSet());
  }
}
