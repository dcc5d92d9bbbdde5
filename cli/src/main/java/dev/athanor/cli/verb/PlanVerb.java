package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.ShowPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The plan, statement for statement. */
@Command(name = "plan", description = "Show what reaching a revision would run.")
final class PlanVerb extends Verb {
  @Mixin SourceOptions source;

  @Mixin DatabaseOptions database;

  @Mixin PlanningOptions planning;

  @Mixin TargetOptions target;

  @Override
  CommandResult run() {
    PlanOptions options = planning.on(PlanOptions.either(true));
    PlanRequest request = new PlanRequest(source.bundle(), target.orHead(), options);
    return new ShowPlan(request, database.target(System.getenv())).run();
  }
}
