package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Unlock;
import java.util.Set;

/** Releases what a Liquibase that died has left locked. */
final class UnlockVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private Set<Integer> others = Set.of();

  @Override
  public String summary() {
    return "Release Liquibase's lock, once its holder is surely gone.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    arguments.option(
        "--not-holder",
        "PID,PID",
        "sessions that are known not to be the holder's",
        v -> others = Unlock.processes(Values.list(v)));
  }

  @Override
  CommandResult result() {
    return new Unlock(database.target(System.getenv()), others).run();
  }
}
