package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Show;

/** Alembic's {@code show}. */
final class ShowVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final CurrentQuestion current = new CurrentQuestion(source);
  private String revision = "head";

  @Override
  public String summary() {
    return "Show all about a revision.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    current.declare(arguments);
    arguments.positional("REVISION", "default: head", v -> revision = v);
  }

  @Override
  CommandResult result() {
    return new Show(source.graph(), revision, current::ids).run();
  }
}
