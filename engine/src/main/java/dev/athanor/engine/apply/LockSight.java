package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.sql.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A session seen waiting for a lock.
 *
 * @param object what is locked, as {@code pg_locks} identifies it
 * @param what the same for people, and who is before it
 */
record LockSight(String object, LockWait what) {
  private static final int QUERY_LIMIT = 160;

  /** Of a lock {@code l}: all that tells what is locked. */
  private static final String OBJECT =
      "(l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid, l.transactionid,"
          + " l.classid, l.objid, l.objsubid)::text";

  /**
   * Whether the session waits for a lock: asked first, for it costs nothing, while {@code
   * pg_blocking_pids} stops all locking for a moment.
   */
  private static final String WAITS =
      "SELECT wait_event_type = 'Lock' FROM pg_catalog.pg_stat_get_activity(%d)";

  private static final String BLOCKERS =
      "WITH w AS (SELECT "
          + OBJECT
          + " AS object, l.locktype, l.mode, l.relation,"
          + " pg_catalog.pg_blocking_pids(l.pid) AS pids"
          + " FROM pg_catalog.pg_locks l WHERE l.pid = %d AND NOT l.granted LIMIT 1)"
          + " SELECT w.object, w.locktype, w.mode, w.relation::regclass::text, b.pid,"
          + " a.backend_type, a.usename, nullif(a.application_name, ''), host(a.client_addr),"
          + " extract(epoch FROM clock_timestamp() - a.xact_start)::bigint,"
          + " CASE WHEN a.state LIKE 'idle in transaction%%' THEN to_char(a.state_change"
          + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') END, a.query"
          + " FROM w LEFT JOIN LATERAL (SELECT DISTINCT unnest(w.pids) AS pid) b ON true"
          + " LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid ORDER BY a.xact_start";

  /** What PostgreSQL says in place of a statement that is not the asker's to know. */
  private static final String HIDDEN = "<insufficient privilege>";

  /**
   * @param session asks
   * @param pid the backend that is looked at
   * @return empty where it waits for no lock
   */
  static Optional<LockSight> of(Database session, int pid) {
    if (!"t".equals(session.queryText(WAITS.formatted(pid)))) {
      return Optional.empty();
    }
    return session.query(
        BLOCKERS.formatted(pid),
        rows -> {
          if (!rows.next()) {
            return Optional.empty();
          }
          String object = rows.getString(1);
          String lock = lock(rows.getString(2), rows.getString(3), rows.getString(4));
          List<Blocker> blockers = new ArrayList<>();
          do {
            if (rows.getString(5) != null) {
              blockers.add(blocker(rows));
            }
          } while (rows.next());
          return Optional.of(new LockSight(object, new LockWait(lock, blockers)));
        });
  }

  /** Whether one of those who were before it still has, or wants, the same lock. */
  boolean stands(Database session) {
    String pids =
        what.blockers().stream()
            .map(blocker -> Integer.toString(blocker.pid()))
            .collect(Collectors.joining(","));
    return "t"
        .equals(
            session.queryText(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE coalesce(l.pid, 0) = ANY ('{"
                    + pids
                    + "}') AND "
                    + OBJECT
                    + " = "
                    + SqlText.literal(object)
                    + ")"));
  }

  /** {@code AccessExclusiveLock} as SQL has it; what is no table is told by what it means. */
  private static String lock(String type, String mode, String relation) {
    return switch (type) {
      case "virtualxid" -> "the end of older transactions";
      case "transactionid", "tuple" -> "a row" + (relation == null ? "" : " of " + relation);
      default ->
          mode.replaceFirst("Lock$", "")
                  .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                  .toUpperCase(Locale.ROOT)
              + " on "
              + (relation == null ? type : relation);
    };
  }

  private static Blocker blocker(ResultSet row) throws SQLException {
    long age = row.getLong(10);
    boolean hasAge = !row.wasNull();
    return new Blocker(
        row.getInt(5),
        Optional.ofNullable(row.getString(6)),
        Optional.ofNullable(row.getString(7)),
        Optional.ofNullable(row.getString(8)),
        Optional.ofNullable(row.getString(9)),
        hasAge ? Optional.of(Duration.ofSeconds(age)) : Optional.empty(),
        Optional.ofNullable(row.getString(11)),
        Optional.ofNullable(row.getString(12))
            .filter(query -> !query.isBlank() && !query.equals(HIDDEN))
            .map(LockSight::shown));
  }

  /** More people read a status than the database. */
  private static String shown(String query) {
    String shape = SqlText.withoutValues(query);
    return shape.length() <= QUERY_LIMIT ? shape : Cut.head(shape, QUERY_LIMIT - 1) + "…";
  }
}
