package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.List;
import java.util.Optional;

/** The gate for a single head: with several, whoever upgrades to {@code head} is refused. */
public final class SingleHead {
  /** What to do about several. */
  public static final String NEXT_STEP = "Join them with `merge`.";

  private SingleHead() {}

  /** What is wrong with {@code heads}; empty for one, and for none yet. */
  public static Optional<String> problem(List<String> heads) {
    return heads.size() < 2
        ? Optional.empty()
        : Optional.of(
            "There are "
                + heads.size()
                + " heads, "
                + String.join(", ", heads)
                + ": an upgrade to 'head' will be refused.");
  }

  /**
   * @throws AthanorException SEVERAL_HEADS
   */
  public static void require(List<String> heads) {
    problem(heads)
        .ifPresent(
            problem -> {
              throw new AthanorException(Reason.SEVERAL_HEADS, problem, NEXT_STEP);
            });
  }
}
