package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Status;
import dev.athanor.engine.plan.PlanOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Where a database is, and how far from the heads. */
@Command(name = "status", description = "Show where a database is and what is pending.")
final class StatusVerb extends Verb {
  @Mixin SourceOptions source;

  @Mixin DatabaseOptions database;

  @Mixin PlanningOptions planning;

  @Override
  CommandResult run() {
    return new Status(
            source.bundle(), database.target(System.getenv()), planning.on(PlanOptions.UPGRADE))
        .run();
  }
}
