package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.HistoryCommand;
import java.util.Optional;

/** Alembic's {@code history}. */
final class HistoryVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final CurrentQuestion current = new CurrentQuestion(source);
  private String range;
  private boolean indicateCurrent;
  private boolean verbose;

  @Override
  public String summary() {
    return "Show the revisions, the newest first.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    current.declare(arguments);
    arguments.positional("RANGE", "such as 1975:head, :27c6 or current:", v -> range = v);
    arguments.flag(
        "-i,--indicate-current", "mark where the database is", () -> indicateCurrent = true);
    arguments.flag("-v,--verbose", "show each revision as a block", () -> verbose = true);
  }

  @Override
  CommandResult result() {
    return new HistoryCommand(
            source.graph(), Optional.ofNullable(range), indicateCurrent, verbose, current::ids)
        .run();
  }
}
