package dev.athanor.cli.job;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.Log;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the steps of one migration share: the same words give the same plan in each of them. */
final class MigrationOptions {
  private final DatabaseOptions database = new DatabaseOptions();
  private Path bundle;
  private String bundleDigest;
  private String target;
  private Path receipt = Path.of("/athanor/work/receipt.json");
  private List<String> contexts = List.of();
  private String labels = "";
  private boolean allowDowngrade;
  private boolean allowUnknownHistory;
  private boolean allowForeignHistory;

  void declare(Arguments arguments) {
    database.declare(arguments);
    arguments
        .required("--bundle", "FILE", "the bundle", v -> bundle = Path.of(v))
        .required("--bundle-digest", "sha256:…", "of that file", v -> bundleDigest = v)
        .required("--target", "REVISION", "head, base, a revision or a label", v -> target = v)
        .option(
            "--receipt",
            "FILE",
            "backup writes it, apply reads it (default: /athanor/work/receipt.json)",
            v -> receipt = Path.of(v))
        .option("--contexts", "A,B", "Liquibase contexts", v -> contexts = Values.list(v))
        .option("--labels", "EXPR", "Liquibase label expression", v -> labels = v)
        .flag("--allow-downgrade", "the target may be older", () -> allowDowngrade = true)
        .flag(
            "--allow-unknown-history",
            "leave rows alone that the bundle does not know",
            () -> allowUnknownHistory = true)
        .flag(
            "--allow-foreign-history",
            "trust a history that another role owns",
            () -> allowForeignHistory = true);
  }

  Path receipt() {
    return receipt;
  }

  Optional<Duration> lockWait() {
    return database.lockWait();
  }

  DatabaseTarget target() {
    return database.target(System.getenv());
  }

  PlanRequest request(ReportBuilder report) {
    Bundle read = Bundle.read(bundle, bundleDigest);
    report.bundle(read.digest());
    PlanOptions options =
        PlanOptions.either(allowDowngrade)
            .withContexts(contexts)
            .withLabels(labels)
            .withAllowUnknownHistory(allowUnknownHistory)
            .withAllowForeignHistory(allowForeignHistory);
    return new PlanRequest(read, target, options);
  }

  /** Reads the database and plans; the report has the history even where planning fails. */
  MigrationPlan plan(PlanRequest request, ReportBuilder report, Log log) {
    DatabaseTarget address = target();
    log.info("Reading " + address.url() + ".");
    try (Database session = address.open()) {
      History history = History.read(session);
      report.history(history, List.of(), session.facts());
      report.history(history, current(request, history), session.facts());
      MigrationPlan plan = Planner.plan(request, history);
      report.plan(plan, plan.steps().size());
      return plan;
    }
  }

  static List<String> current(PlanRequest request, History history) {
    return Planner.current(request, history).stream().map(RevisionState::toString).toList();
  }

  /**
   * @throws AthanorException PLAN_CHANGED when this is not the plan that was decided on
   */
  static void requireHash(MigrationPlan plan, String expected) {
    if (!plan.hash().equals(expected)) {
      throw new AthanorException(
          Reason.PLAN_CHANGED,
          "The plan is now " + plan.hash() + ", and was " + expected + " when it was decided on.",
          "Plan again and decide on that plan.");
    }
  }
}
