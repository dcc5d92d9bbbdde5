package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.EnsureVersion;
import dev.athanor.engine.plan.PlanOptions;

/** Alembic's {@code ensure_version}. */
final class EnsureVersionVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();

  @Override
  public String summary() {
    return "Make the history's tables where there are none.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    planning.declare(arguments);
  }

  @Override
  CommandResult result() {
    return new EnsureVersion(
            database.target(System.getenv()), planning.on(PlanOptions.UPGRADE).trusted())
        .run();
  }
}
