package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.NewRevision;
import java.util.List;

/** Alembic's {@code revision}. */
final class RevisionVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final RevisionOptions revision = new RevisionOptions();
  private List<String> heads = List.of("head");
  private boolean splice;

  @Override
  public String summary() {
    return "Write a new revision file.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    revision.declare(arguments);
    arguments.option("--head", "REVISION", "what it follows", v -> heads = Values.list(v));
    arguments.flag("--splice", "it may follow a revision that is no head", () -> splice = true);
  }

  @Override
  CommandResult result() {
    return new NewRevision(source.changelog(), revision.request(heads, splice), source.options())
        .run();
  }
}
