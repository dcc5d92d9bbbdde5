package dev.athanor.cli.verb;

import dev.athanor.adopt.command.Adopt;
import dev.athanor.adopt.command.AdoptRequest;
import dev.athanor.cli.AdoptOptions;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.plan.PlanOptions;

/** A database that somebody else has migrated. */
final class AdoptVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final ScratchOptions scratch = new ScratchOptions();
  private final AdoptOptions adopt = new AdoptOptions();
  private boolean record;

  @Override
  public String summary() {
    return "Take over a database that Flyway, Alembic, Liquibase, others or nobody has migrated.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    scratch.declare(arguments);
    arguments.flag(
        "--record", "record what was found; without it nothing changes", () -> record = true);
    adopt.declare(arguments);
  }

  @Override
  CommandResult result() {
    return new Adopt(
            new AdoptRequest(
                source.bundle(),
                database.target(System.getenv()),
                adopt.from(),
                planning.on(PlanOptions.UPGRADE),
                scratch.settings(),
                adopt.snapshot(),
                adopt.terms(record)))
        .run();
  }
}
