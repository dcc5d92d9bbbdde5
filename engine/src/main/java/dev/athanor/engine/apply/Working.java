package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.sql.SqlStatement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a step is that takes long. Which of its statements runs is not known where they went in
 * one message: the server answers when it is done with all of them.
 *
 * @param statement the step's statement, the first of several
 * @param more how many statements it has beside that
 * @param time how long its transaction, or a statement outside one, has taken
 * @param phase what the server is at, as {@code pg_stat_progress_*} names it; empty for what it
 *     does not tell of
 * @param done of the phase, in blocks, rows, bytes or other transactions
 * @param total the same for the whole phase; 0 where nobody knows
 */
public record Working(
    String statement, long more, Duration time, Optional<String> phase, long done, long total) {
  private static final int PERCENT = 100;

  /** Each of the server's views of it, alike: process, phase, done, total. */
  private static final String VIEWS =
      "SELECT pid, phase, CASE WHEN phase LIKE 'waiting%%' THEN lockers_done"
          + " WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END,"
          + " CASE WHEN phase LIKE 'waiting%%' THEN lockers_total"
          + " WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END"
          + " FROM pg_catalog.pg_stat_progress_create_index"
          + " UNION ALL SELECT pid, phase, CASE WHEN phase = 'vacuuming heap'"
          + " THEN heap_blks_vacuumed ELSE heap_blks_scanned END, heap_blks_total"
          + " FROM pg_catalog.pg_stat_progress_vacuum"
          + " UNION ALL SELECT pid, phase, heap_blks_scanned, heap_blks_total"
          + " FROM pg_catalog.pg_stat_progress_cluster"
          + " UNION ALL SELECT pid, phase, sample_blks_scanned, sample_blks_total"
          + " FROM pg_catalog.pg_stat_progress_analyze";

  /** From PostgreSQL 14 on. */
  private static final String COPY =
      " UNION ALL SELECT pid, 'copying rows', tuples_processed, 0"
          + " FROM pg_catalog.pg_stat_progress_copy";

  private static final int WITH_COPY = 140_000;

  public Working {
    Objects.requireNonNull(statement, "statement");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(phase, "phase");
  }

  /**
   * @param session asks
   * @param pid the backend that works
   */
  static Working ask(Database session, int pid, PlanStep step, Duration time) {
    List<String> all =
        step.sql().stream()
            .flatMap(text -> SqlStatement.stream(text).map(each -> each.textIn(text)))
            .toList();
    String statement = all.isEmpty() ? "" : all.get(0);
    int more = Math.max(0, all.size() - 1);
    String views = VIEWS + (session.facts().versionNumber() >= WITH_COPY ? COPY : "");
    return session.query(
        ("SELECT phase, done, total FROM ("
                + views
                + ") AS p (pid, phase, done, total)"
                + " WHERE pid = %d")
            .formatted(pid),
        rows ->
            rows.next()
                ? new Working(
                    statement,
                    more,
                    time,
                    Optional.of(rows.getString(1)),
                    rows.getLong(2),
                    rows.getLong(3))
                : new Working(statement, more, time, Optional.empty(), 0, 0));
  }

  /** From 0 to 100, where it is known. */
  public Optional<Integer> percent() {
    return total <= 0
        ? Optional.empty()
        : Optional.of((int) Math.min(PERCENT, done * (double) PERCENT / total));
  }

  /** Such as {@code building index: scanning table 45%, 12 s}. */
  @Override
  public String toString() {
    String how =
        phase
            .map(
                what ->
                    what
                        + percent().map(part -> " " + part + "%").orElse(done > 0 ? " " + done : "")
                        + ", ")
            .orElse("");
    return how + time.toSeconds() + " s";
  }
}
