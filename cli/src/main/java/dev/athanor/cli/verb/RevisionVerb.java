package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.NewRevision;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alembic's {@code revision}. */
@Command(name = "revision", description = "Write a new revision file.")
final class RevisionVerb extends Verb {
  @Mixin SourceOptions source;

  @Mixin RevisionOptions revision;

  @Option(names = "--head", paramLabel = "REVISION", split = ",", description = "What it follows.")
  List<String> heads = List.of("head");

  @Option(names = "--splice", description = "It may follow a revision that is no head.")
  boolean splice;

  @Override
  CommandResult run() {
    return new NewRevision(source.changelog(), revision.request(heads, splice)).run();
  }
}
