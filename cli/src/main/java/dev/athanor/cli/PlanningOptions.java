package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.plan.PlanOptions;
import java.util.List;

/** Which changesets count, and what of the history is trusted. */
public final class PlanningOptions {
  private List<String> contexts = List.of();
  private String labels = "";
  private boolean allowSuperuser;
  private TrustedRoles trusted = TrustedRoles.NONE;
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
            "trust a history that other roles may change, whoever they are",
            () -> trusted = TrustedRoles.EVERYBODY)
        .option(
            "--trusted-roles",
            "A,B",
            "trust a history that these roles may change, too",
            this::trust)
        .flag(
            "--allow-unknown-history",
            "leave rows alone that the bundle does not know",
            () -> allowUnknownHistory = true);
  }

  private void trust(String roles) {
    if (!trusted.everybody()) {
      trusted = TrustedRoles.of(Values.list(roles));
    }
  }

  public PlanOptions on(PlanOptions base) {
    return base.withContexts(contexts)
        .withLabels(labels)
        .withAllowSuperuser(allowSuperuser)
        .withTrusted(trusted)
        .withAllowUnknownHistory(allowUnknownHistory);
  }
}
