package dev.athanor.cli.verb;

import dev.athanor.engine.command.Branches;
import dev.athanor.engine.command.CommandResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alembic's {@code branches}. */
@Command(name = "branches", description = "Show where branches start.")
final class BranchesVerb extends Verb {
  @Mixin SourceOptions source;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show each revision as a block.")
  boolean verbose;

  @Override
  CommandResult run() {
    return new Branches(source.graph(), verbose).run();
  }
}
