package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Init;
import java.util.Map;

/** Alembic's {@code init}. */
final class InitVerb extends Verb {
  private static final String NEXT = "athanor revision -m \"create users\"";

  private final SourceOptions source = new SourceOptions();
  private boolean templates;

  @Override
  public String summary() {
    return "Start a directory of revisions.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    arguments.flag(
        "--templates", "also write the templates of new revisions", () -> templates = true);
  }

  @Override
  CommandResult result() {
    return new Init(source.source(), templates, Map.of(), NEXT).run();
  }
}
