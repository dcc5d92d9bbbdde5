package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Status;
import dev.athanor.engine.plan.PlanOptions;

/** Where a database is, and how far from the heads. */
final class StatusVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());

  @Override
  public String summary() {
    return "Show where a database is and what is pending.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
  }

  @Override
  CommandResult result() {
    return new Status(
            source.bundle(), database.target(System.getenv()), planning.on(PlanOptions.UPGRADE))
        .run();
  }
}
