package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Merge;
import java.util.ArrayList;
import java.util.List;

/** Alembic's {@code merge}. */
final class MergeVerb extends Verb {
  private final SourceOptions source = new SourceOptions();
  private final RevisionOptions revision = new RevisionOptions();
  private boolean splice;
  private final List<String> heads = new ArrayList<>();

  @Override
  public String summary() {
    return "Write a revision that joins heads.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    revision.declare(arguments);
    arguments.flag("--splice", "it may join revisions that are no heads", () -> splice = true);
    arguments.positionals("REVISION", "default: all heads", heads::add);
  }

  @Override
  CommandResult result() {
    return new Merge(
            source.changelog(),
            revision.request(heads.isEmpty() ? List.of("heads") : heads, splice))
        .run();
  }
}
