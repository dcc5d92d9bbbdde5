package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Stamp;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import java.util.ArrayList;
import java.util.List;

/** Alembic's {@code stamp}. */
final class StampVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final List<String> revisions = new ArrayList<>();
  private boolean purge;

  @Override
  public String summary() {
    return "Record that a database is at revisions, and run nothing.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    arguments
        .flag(
            "--purge", "forget all that is recorded now, also what is unknown", () -> purge = true)
        .positionals(
            "REVISION", "head, base, a revision or a unique prefix, a label", revisions::add);
  }

  @Override
  CommandResult result() {
    if (revisions.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Nobody said where the database is.",
          "Name the revision that it is at, head or base.");
    }
    return new Stamp(
            source.bundle(),
            revisions,
            purge,
            planning.on(PlanOptions.UPGRADE),
            database.target(System.getenv()))
        .run();
  }
}
