package dev.athanor.engine.command;

import dev.athanor.engine.apply.Working;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.plan.PlanStep;
import java.time.Duration;
import java.util.Optional;

/**
 * Says how a long statement goes: at each turn as a bar, and seldom enough for a log as a line. For
 * one thread at a time.
 */
public final class WorkingText {
  private static final int BAR = 20;
  private static final int PERCENT = 100;
  private static final int STATEMENT_LIMIT = 100;

  private final LogPace pace = new LogPace(Duration.ofSeconds(10));

  /** {@code [#########-----------] 45% building index…, 12 s CREATE INDEX …}. */
  public static String bar(Working how) {
    String bar =
        how.percent()
            .map(
                part -> {
                  int full = part * BAR / PERCENT;
                  return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "] ";
                })
            .orElse("");
    return bar + text(how);
  }

  /** A line for a log; empty where the last one is not ten seconds old. */
  public Optional<String> line(Working how) {
    return pace.isDue(how.time()) ? Optional.of("Still running: " + text(how)) : Optional.empty();
  }

  /** That a step has got its locks after it waited for some in vain. */
  public static String unblocked(PlanStep step, int attempts, Duration waited) {
    return "%s got its locks at attempt %d, after %d s"
        .formatted(step.changeset().key(), attempts, waited.toSeconds());
  }

  private static String text(Working how) {
    return how
        + (how.statement().isEmpty() ? "" : ": " + shown(how.statement()))
        + (how.more() == 0 ? "" : " (and " + how.more() + " more)");
  }

  private static String shown(String sql) {
    String line = Cut.head(sql, 2 * STATEMENT_LIMIT).strip().replaceAll("\\s+", " ");
    return line.length() <= STATEMENT_LIMIT ? line : Cut.head(line, STATEMENT_LIMIT - 1) + "…";
  }
}
