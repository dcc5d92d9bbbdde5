package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.SqlScript;
import dev.athanor.engine.command.Stamp;
import dev.athanor.engine.command.StampSql;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import java.util.ArrayList;
import java.util.List;

/** Alembic's {@code stamp}. */
final class StampVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final ScriptOptions script = new ScriptOptions();
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
    script.declare(arguments);
    arguments
        .flag(
            "--purge", "forget all that is recorded now, also what is unknown", () -> purge = true)
        .positionals(
            "REVISION",
            "head, base, a revision or a unique prefix, a label; with --sql, a range A:B",
            revisions::add);
  }

  @Override
  CommandResult result() {
    if (revisions.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Nobody said where the database is.",
          "Name the revision that it is at, head or base.");
    }
    return script.isAsked()
        ? script.written(script())
        : new Stamp(
                source.bundle(),
                revisions,
                purge,
                planning.on(PlanOptions.UPGRADE),
                database.target(System.getenv()))
            .run();
  }

  private SqlScript script() {
    if (purge) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "--purge forgets what a database has recorded, and --sql asks none.",
          "Purge with a connection; or say where it is, as in <from>:<to>.");
    }
    return new StampSql(
            source.bundle(), revisions, planning.on(PlanOptions.UPGRADE), database.settings())
        .run();
  }
}
