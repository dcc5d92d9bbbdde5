package dev.athanor.maven;

import dev.athanor.engine.plan.PlanOptions;

/** A goal for which only some of the changesets may count. */
abstract class SelectingMojo extends CompilingMojo {

  final PlanOptions selection(PlanOptions base) {
    return base.withContexts(contexts()).withLabels(labels());
  }
}
