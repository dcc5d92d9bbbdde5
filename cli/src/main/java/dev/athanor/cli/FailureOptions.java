package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.command.FailurePolicy;
import java.util.Optional;

/** What an upgrade does about a run that fails half-way. */
public final class FailureOptions {
  private FailurePolicy.Way way = FailurePolicy.Way.STOP;
  private FailurePolicy.Writes writes;

  public void declare(Arguments arguments) {
    arguments
        .option(
            "--on-failure",
            "POLICY",
            "stop (default): the next run goes on; downgrade: undo what the run did; restore: swap in"
                + " the backup from before it",
            v -> way = Values.choice("--on-failure", FailurePolicy.Way.class, v))
        .option(
            "--on-failure-writes",
            "CHOICE",
            "with restore, what others write meanwhile: fence (nobody may connect during the run) or"
                + " lose",
            v -> writes = Values.choice("--on-failure-writes", FailurePolicy.Writes.class, v));
  }

  public FailurePolicy policy() {
    return new FailurePolicy(way, Optional.ofNullable(writes));
  }
}
