package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.TenantOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.AtRevisions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Current;
import dev.athanor.engine.plan.PlanOptions;

/** Alembic's {@code current}. */
final class CurrentVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final TenantOptions tenants = new TenantOptions();
  private boolean checkHeads;
  private boolean verbose;

  @Override
  public String summary() {
    return "Show the revisions that a database is at.";
  }

  @Override
  void options(Arguments arguments) {
    source.declare(arguments);
    database.declare(arguments);
    planning.declare(arguments);
    tenants.declare(arguments);
    arguments.flag("--check-heads", "fail unless every head is applied", () -> checkHeads = true);
    arguments.flag("-v,--verbose", "show each revision as a block", () -> verbose = true);
  }

  @Override
  CommandResult result() {
    Current current =
        new Current(
            source.bundle(),
            database.target(System.getenv()),
            planning.on(PlanOptions.UPGRADE),
            verbose);
    AtRevisions at =
        tenants.tenants(database).<AtRevisions>map(current::run).orElseGet(current::run);
    return checkHeads ? at.requireHeads() : at;
  }
}
