package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Merge;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Alembic's {@code merge}. */
@Command(name = "merge", description = "Write a revision that joins heads.")
final class MergeVerb extends Verb {
  @Mixin SourceOptions source;

  @Mixin RevisionOptions revision;

  @Parameters(arity = "0..*", paramLabel = "REVISION", description = "Default: all heads.")
  List<String> heads = List.of("heads");

  @Override
  CommandResult run() {
    return new Merge(source.changelog(), revision.request(heads, true)).run();
  }
}
