package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PastTarget;
import dev.athanor.engine.plan.PlanOptions;
import java.util.Objects;

/**
 * A range {@code A:B} that needs no database: from where one is taken to be to where it is to get.
 *
 * @param from a revision or {@code base}
 * @param to a revision, {@code head} or {@code base}
 */
public record OfflineRange(String from, String to) {
  public OfflineRange {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }

  /** Whether a target is a range; a time of day is none. */
  public static boolean isRange(String target) {
    return target.indexOf(':') >= 0 && !PastTarget.isOne(target);
  }

  /**
   * Reads a range of which either end may be left out: the lower is base then, the upper head. As
   * with Alembic, an upgrade to a single revision is one from base, and a downgrade needs both.
   *
   * @param way the verb's
   * @throws AthanorException UNKNOWN_TARGET for what is no range
   */
  public static OfflineRange of(String text, PlanOptions.Way way) {
    int colon = text.indexOf(':');
    if (colon < 0 && way == PlanOptions.Way.UP) {
      return new OfflineRange("base", text);
    }
    String from = colon < 0 ? "" : text.substring(0, colon).strip();
    String to = text.substring(colon + 1).strip();
    boolean complete = way == PlanOptions.Way.UP || !from.isEmpty() && !to.isEmpty();
    if (colon < 0 || to.indexOf(':') >= 0 || way == PlanOptions.Way.DOWN && !complete) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'" + text + "' does not say from where to where, and no database is asked",
          "Write <from>:<to>, such as 1975:27c6 or base:head.");
    }
    return new OfflineRange(from.isEmpty() ? "base" : from, to.isEmpty() ? "head" : to);
  }
}
