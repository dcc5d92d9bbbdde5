package dev.athanor.cli.verb;

import dev.athanor.cli.FailureOptions;
import dev.athanor.cli.RetainDroppedOption;
import dev.athanor.cli.TerminalOutput;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.FailurePolicy;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.plan.PlanOptions;
import java.time.Duration;
import java.util.Optional;

/** Alembic's {@code upgrade}. */
final class UpgradeVerb extends MigrateVerb {
  private final RetainDroppedOption retainDropped = new RetainDroppedOption();
  private final FailureOptions failure = new FailureOptions();

  @Override
  public String summary() {
    return "Bring a database up to a revision; a verified backup comes first.";
  }

  @Override
  void own(Arguments arguments) {
    retainDropped.declare(arguments);
    failure.declare(arguments);
  }

  @Override
  Optional<Duration> retainDropped() {
    return retainDropped.value();
  }

  @Override
  FailurePolicy onFailure() {
    return failure.policy();
  }

  @Override
  CommandResult result() {
    return result(target.orHead(), PlanOptions.UPGRADE);
  }

  @Override
  CommandResult migrate(String to, PlanOptions options) {
    try (TerminalOutput output = TerminalOutput.standard()) {
      Upgrade upgrade =
          new Upgrade(
              source.bundle(), to, options, database.target(System.getenv()), terms(), output);
      return tenants().<CommandResult>map(upgrade::run).orElseGet(upgrade::run);
    }
  }
}
