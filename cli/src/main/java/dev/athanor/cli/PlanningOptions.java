package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.plan.PlanOptions;
import java.util.List;

/** Which changesets count, and what of the history is trusted. */
public final class PlanningOptions {
  private List<String> contexts = List.of();
  private String labels = "";
  private boolean allowSuperuser;
  private boolean allowForeignHistory;
  private boolean allowUnknownHistory;

  public void declare(Arguments arguments) {
    arguments
        .option("--contexts", "A,B", "Liquibase contexts", v -> contexts = Values.list(v))
        .option("--labels", "EXPR", "Liquibase label expression", v -> labels = v)
        .flag(
            "--allow-superuser",
            "let a superuser run undo SQL that only the database vouches for",
            () -> allowSuperuser = true)
        .flag(
            "--allow-foreign-history",
            "trust a history that another role owns",
            () -> allowForeignHistory = true)
        .flag(
            "--allow-unknown-history",
            "leave rows alone that the bundle does not know",
            () -> allowUnknownHistory = true);
  }

  public PlanOptions on(PlanOptions base) {
    return base.withContexts(contexts)
        .withLabels(labels)
        .withAllowSuperuser(allowSuperuser)
        .withAllowForeignHistory(allowForeignHistory)
        .withAllowUnknownHistory(allowUnknownHistory);
  }
}
