package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Init;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alembic's {@code init}. */
@Command(name = "init", description = "Start a directory of revisions.")
final class InitVerb extends Verb {
  @Mixin SourceOptions source;

  @Option(names = "--templates", description = "Also write the templates of new revisions.")
  boolean templates;

  @Override
  CommandResult run() {
    return new Init(source.source(), templates).run();
  }
}
