package dev.athanor.maven;

import dev.athanor.engine.plan.PlanOptions;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal for which only some of the changesets may count. */
abstract class SelectingMojo extends CompilingMojo {

  /** Liquibase contexts that are active, separated by commas; all changesets run when none is. */
  @Parameter(property = "athanor.contexts")
  private String contexts;

  /** Liquibase label expression that changesets must match. */
  @Parameter(property = "athanor.labels")
  private String labels;

  final PlanOptions selection(PlanOptions base) {
    return base.withContexts(NewRevisionMojo.list(contexts))
        .withLabels(labels == null ? "" : labels);
  }
}
