package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Show;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Alembic's {@code show}. */
@Command(name = "show", description = "Show all about a revision.")
final class ShowVerb extends Verb {
  @Mixin SourceOptions source;

  @Parameters(arity = "0..1", paramLabel = "REVISION", defaultValue = "head")
  String revision;

  @Override
  CommandResult run() {
    return new Show(source.graph(), revision, Optional.empty()).run();
  }
}
