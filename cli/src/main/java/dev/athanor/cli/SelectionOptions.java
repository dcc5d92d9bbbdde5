package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.plan.PlanOptions;
import java.util.List;

/** Which changesets count, and which values of properties. */
public final class SelectionOptions {
  private List<String> contexts = List.of();
  private String labels = "";

  public void declare(Arguments arguments) {
    arguments
        .option("--contexts", "A,B", "Liquibase contexts", v -> contexts = Values.list(v))
        .option("--labels", "EXPR", "Liquibase label expression", v -> labels = v);
  }

  /** As a run has them. */
  public PlanOptions on(PlanOptions base) {
    return base.withContexts(contexts).withLabels(labels);
  }

  public List<String> contexts() {
    return contexts;
  }

  public String labels() {
    return labels;
  }
}
