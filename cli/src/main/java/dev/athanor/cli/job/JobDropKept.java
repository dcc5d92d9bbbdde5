package dev.athanor.cli.job;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.KeptDatabases;

/** Drops a database that a restore has put aside, and no other. */
final class JobDropKept extends JobStep {
  private final DatabaseOptions database = new DatabaseOptions();
  private String kept;

  @Override
  public String summary() {
    return "Drop a database that a restore has put aside.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    arguments.required("--kept", "NAME", "of that database", v -> kept = v);
  }

  @Override
  String name() {
    return "drop-kept";
  }

  @Override
  String work(ReportBuilder report) {
    new KeptDatabases(database.target(System.getenv())).drop(kept);
    return "Dropped " + kept + ".";
  }
}
