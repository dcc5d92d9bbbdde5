package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import java.time.Duration;
import java.util.Optional;

/** For how long an upgrade keeps what it drops: of the verb and of the Job. */
public final class RetainDroppedOption {
  private Duration value = Duration.ZERO;

  public void declare(Arguments arguments) {
    arguments.option(
        "--retain-dropped",
        "ISO8601",
        "keep for so long, such as P7D, what is dropped or converted, so that a downgrade brings it"
            + " back",
        v -> value = Values.duration("--retain-dropped", v));
  }

  /** Empty when nothing is kept. */
  public Optional<Duration> value() {
    return Optional.of(value).filter(keep -> !keep.isZero());
  }
}
