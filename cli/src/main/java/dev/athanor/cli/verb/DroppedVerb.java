package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.ListDropped;

/** What upgrades have kept of what they dropped. */
final class DroppedVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private String purged;

  @Override
  public String summary() {
    return "List what upgrades have kept of what they dropped; forget it.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    arguments.option(
        "--purge",
        "expired|all|ID",
        "forget what is past its time, all of it, or this one; no downgrade brings that back",
        v -> purged = v);
  }

  @Override
  CommandResult result() {
    ListDropped kept = new ListDropped(database.target(System.getenv()));
    return purged == null ? kept.run() : kept.purge(purged);
  }
}
