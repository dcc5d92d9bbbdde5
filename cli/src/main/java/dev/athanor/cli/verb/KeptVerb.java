package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.KeptDatabases;

/** What restores have put aside. */
final class KeptVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private String drop;

  @Override
  public String summary() {
    return "List the databases that restore --swap has put aside; drop one.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    arguments.option("--drop", "NAME", "drop this one of them", v -> drop = v);
  }

  @Override
  CommandResult result() {
    KeptDatabases kept = new KeptDatabases(database.target(System.getenv()));
    return drop == null ? kept.list() : kept.drop(drop);
  }
}
