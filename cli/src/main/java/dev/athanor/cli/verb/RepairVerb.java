package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Repair;
import dev.athanor.engine.plan.PlanOptions;
import java.util.ArrayList;
import java.util.List;

/** Accepts an edited revision in one database, with who and why. */
final class RepairVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final List<String> revisions = new ArrayList<>();
  private String why = "";

  @Override
  public String summary() {
    return "Accept in a database what was edited since it was applied there.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    arguments
        .required("-m,--message", "TEXT", "why that is right; it is kept", v -> why = v)
        .positionals("REVISION", "each whose edit is accepted", revisions::add);
  }

  @Override
  CommandResult result() {
    return new Repair(
            source.bundle(),
            revisions,
            why,
            planning.on(PlanOptions.UPGRADE),
            database.target(System.getenv()))
        .run();
  }
}
