package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.HistoryCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Alembic's {@code history}. */
@Command(name = "history", description = "Show the revisions, the newest first.")
final class HistoryVerb extends Verb {
  @Mixin SourceOptions source;

  @Parameters(arity = "0..1", paramLabel = "RANGE", description = "Such as 1975:head or :27c6.")
  String range;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show each revision as a block.")
  boolean verbose;

  @Override
  CommandResult run() {
    return new HistoryCommand(source.graph(), Optional.ofNullable(range), Optional.empty(), verbose)
        .run();
  }
}
