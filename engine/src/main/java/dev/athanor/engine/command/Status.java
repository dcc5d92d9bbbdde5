package dev.athanor.engine.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.Planner;
import java.util.List;
import java.util.Objects;

/** Where a database is, and how far from the heads; Liquibase's {@code status}. */
public final class Status {
  private final PlanRequest request;
  private final DatabaseTarget database;

  /**
   * @param options its contexts and labels say which changesets count
   */
  public Status(Bundle bundle, DatabaseTarget database, PlanOptions options) {
    this.request = new PlanRequest(bundle, "heads", options.withWay(PlanOptions.Way.UP));
    this.database = Objects.requireNonNull(database, "database");
  }

  /**
   * @throws AthanorException what stands in the way of an upgrade, such as CHECKSUM_MISMATCH, and
   *     all that connecting throws
   */
  public DatabaseStatus run() {
    try (Database session = database.open()) {
      MigrationPlan plan = Planner.plan(request, History.read(session));
      return new DatabaseStatus(
          database.url().toString(), plan.from(), plan.to(), PlanStep.changesets(plan.steps()));
    }
  }

  /**
   * How a database stands to a bundle.
   *
   * @param current the current revisions, none at base
   * @param heads of the bundle
   * @param pending how many changesets an upgrade to the heads would run
   */
  public record DatabaseStatus(
      String database, List<String> current, List<String> heads, int pending)
      implements CommandResult {
    public DatabaseStatus {
      current = List.copyOf(current);
      heads = List.copyOf(heads);
    }

    @Override
    public String text() {
      return pending == 0
          ? "Up to date at " + Revision.text(current)
          : "At "
              + Revision.text(current)
              + ": "
              + pending
              + (pending == 1 ? " changeset" : " changesets")
              + " to "
              + Revision.text(heads);
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
