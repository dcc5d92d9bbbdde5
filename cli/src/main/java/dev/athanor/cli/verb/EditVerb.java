package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Edit;

/** Alembic's {@code edit}. */
final class EditVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final CurrentQuestion current = new CurrentQuestion(source);
  private String revision = "head";

  @Override
  public String summary() {
    return "Open the file of a revision in VISUAL or EDITOR.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    current.declare(arguments);
    arguments.positional("REVISION", "default: head", v -> revision = v);
  }

  @Override
  CommandResult result() {
    return new Edit(source.changelog(), source.graph(), revision, current::ids, System.getenv())
        .run();
  }
}
