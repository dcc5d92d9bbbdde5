package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Heads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alembic's {@code heads}. */
@Command(name = "heads", description = "Show the revisions that nothing follows.")
final class HeadsVerb extends Verb {
  @Mixin SourceOptions source;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show each revision as a block.")
  boolean verbose;

  @Override
  CommandResult run() {
    return new Heads(source.graph(), verbose).run();
  }
}
