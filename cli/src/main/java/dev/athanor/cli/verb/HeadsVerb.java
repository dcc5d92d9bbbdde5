package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Heads;

/** Alembic's {@code heads}. */
final class HeadsVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private boolean resolveDependencies;
  private boolean verbose;

  @Override
  public String summary() {
    return "Show the revisions that nothing follows.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    arguments.flag(
        "--resolve-dependencies",
        "what a revision depends on counts as its parent",
        () -> resolveDependencies = true);
    arguments.flag("-v,--verbose", "show each revision as a block", () -> verbose = true);
  }

  @Override
  CommandResult result() {
    return new Heads(source.graph(), resolveDependencies, verbose).run();
  }
}
