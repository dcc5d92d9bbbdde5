package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Current;
import dev.athanor.engine.plan.PlanOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alembic's {@code current}. */
@Command(name = "current", description = "Show the revisions that a database is at.")
final class CurrentVerb extends Verb {
  @Mixin SourceOptions source;

  @Mixin DatabaseOptions database;

  @Mixin PlanningOptions planning;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show each revision as a block.")
  boolean verbose;

  @Override
  CommandResult run() {
    return new Current(
            source.bundle(),
            database.target(System.getenv()),
            planning.on(PlanOptions.UPGRADE),
            verbose)
        .run();
  }
}
