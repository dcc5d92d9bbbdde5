package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.Downgrade;
import dev.athanor.engine.plan.PlanOptions;

/** Alembic's {@code downgrade}. */
final class DowngradeVerb extends MigrateVerb {
  @Override
  public String summary() {
    return "Take a database back to a revision; a verified backup comes first.";
  }

  @Override
  CommandResult result() {
    return new Downgrade(
            source.bundle(),
            target.required(),
            planning.on(PlanOptions.DOWNGRADE),
            database.target(System.getenv()),
            terms(),
            this::progress)
        .run();
  }
}
