package dev.athanor.engine.command;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanJson;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanText;
import dev.athanor.engine.plan.Planner;
import java.util.Objects;

/** What an upgrade or a downgrade would run, statement for statement; Alembic's {@code --sql}. */
public final class ShowPlan {
  private final PlanRequest request;
  private final DatabaseTarget database;

  public ShowPlan(PlanRequest request, DatabaseTarget database) {
    this.request = Objects.requireNonNull(request, "request");
    this.database = Objects.requireNonNull(database, "database");
  }

  /**
   * @throws AthanorException as {@link Planner#plan} and connecting have it
   */
  public PlannedMigration run() {
    try (Database session = database.open()) {
      return new PlannedMigration(Planner.plan(request, History.read(session)));
    }
  }

  /**
   * Of several schemas.
   *
   * @throws AthanorException as {@link #run()} has it, naming the schema
   */
  public TenantsPlan run(Tenants tenants) {
    return TenantsPlan.of(tenants, request, database);
  }

  /** A plan to look at. */
  public record PlannedMigration(MigrationPlan plan) implements CommandResult {
    public PlannedMigration {
      Objects.requireNonNull(plan, "plan");
    }

    @Override
    public String text() {
      return (plan.isEmpty() ? PlanText.summary(plan) : PlanText.render(plan)).stripTrailing();
    }

    @Override
    public Object json() {
      return Json.parse(PlanJson.render(plan));
    }
  }
}
