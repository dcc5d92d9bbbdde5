package dev.athanor.engine.plan;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.Reason;

/** Whether a bundle has the values of properties that a run's contexts and labels choose. */
public final class CompiledFor {
  private CompiledFor() {}

  /**
   * @throws AthanorException INVALID_CONFIGURATION where Liquibase would take another value
   */
  public static void require(PlanRequest request) {
    PlanOptions options = request.options();
    for (PropertyChoice each : request.bundle().choices()) {
      if (!each.isSame(options.contexts(), options.labels())) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "The bundle was compiled for other contexts or labels than this run names: the value of ${"
                + each.property()
                + "} for "
                + each
                + (each.chosen()
                    ? " counted then, and does not now"
                    : " did not count then, and does now"),
            "Name the contexts and labels that it was compiled for; or package it again with those"
                + " of this run.");
      }
    }
  }
}
