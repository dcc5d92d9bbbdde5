package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.Branches;
import dev.athanor.engine.command.CommandResult;

/** Alembic's {@code branches}. */
final class BranchesVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private boolean verbose;

  @Override
  public String summary() {
    return "Show where branches start.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    arguments.flag("-v,--verbose", "show each revision as a block", () -> verbose = true);
  }

  @Override
  CommandResult result() {
    return new Branches(source.graph(), verbose).run();
  }
}
