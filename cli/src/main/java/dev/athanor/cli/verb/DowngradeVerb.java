package dev.athanor.cli.verb;

import dev.athanor.cli.TerminalOutput;
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
    return result(target.required(), PlanOptions.DOWNGRADE);
  }

  @Override
  CommandResult migrate(String to, PlanOptions options) {
    try (TerminalOutput output = TerminalOutput.standard()) {
      Downgrade downgrade =
          new Downgrade(
              source.bundle(), to, options, database.target(System.getenv()), terms(), output);
      return tenants().<CommandResult>map(downgrade::run).orElseGet(downgrade::run);
    }
  }
}
