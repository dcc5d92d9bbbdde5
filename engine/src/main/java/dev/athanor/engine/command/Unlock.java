package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrationHold;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.HistoryTables;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.swap.WriteFence;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Releases the lock that a Liquibase left in DATABASECHANGELOGLOCK when it died; Liquibase's {@code
 * releaseLocks}, with proof; and lifts a write fence that a run left. Its holder works on the
 * connection that took the lock, so that it is gone when no session is left that is old enough.
 */
public final class Unlock {
  /**
   * Liquibase writes its machine's local time, which may be that many hours behind UTC, and five
   * minutes for clocks that differ.
   */
  private static final String MARGIN = "interval '12 hours 5 minutes'";

  private static final String SESSIONS =
      "SELECT pid, usename, application_name, client_addr::text, backend_start::text"
          + " FROM pg_catalog.pg_stat_activity"
          + " WHERE datid = (SELECT oid FROM pg_catalog.pg_database"
          + " WHERE datname = current_database())"
          + " AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') ="
          + " 'client backend' AND pid <> pg_backend_pid()"
          // What this user may not see of a session is null: then it may be the holder.
          + " AND coalesce(backend_start < (SELECT lockgranted FROM %s WHERE id = 1)"
          + " AT TIME ZONE 'UTC' + "
          + MARGIN
          + ", true) ORDER BY pid";

  private final DatabaseTarget database;
  private final Set<Integer> others;

  /**
   * @param others process ids of sessions that are known not to be the holder's
   */
  public Unlock(DatabaseTarget database, Set<Integer> others) {
    this.database = Objects.requireNonNull(database, "database");
    this.others = Set.copyOf(others);
  }

  /**
   * Nobody can take the lock, nor release it, in between.
   *
   * @throws AthanorException LOCKED when the holder may still be there, naming each session that
   *     may be it; UNTRUSTED_HISTORY for another role's table
   */
  public Released run() {
    Optional<String> holder;
    boolean fenced;
    try (Database session = database.open()) {
      holder = release(session);
      fenced = WriteFence.stands(session);
    }
    if (fenced) {
      // Its run is at work, or nobody's.
      try (MigrationHold alone = MigrationHold.of(database.open())) {
        alone.require();
        GoBack.fence(database).lift();
      }
    }
    return new Released(database.url().toString(), holder.orElse(null), fenced);
  }

  private Optional<String> release(Database session) {
    HistoryTables tables = new HistoryTables(session);
    tables.inspect(TrustedRoles.NONE);
    if (!tables.hasLock()) {
      return Optional.empty();
    }
    session.requireWritable();
    session.execute("BEGIN");
    Optional<String> holder = holder(session, tables.changelogLock());
    if (holder.isPresent()) {
      requireGone(session, tables.changelogLock(), holder.get());
      session.execute(
          "UPDATE "
              + tables.changelogLock()
              + " SET locked = FALSE, lockedby = NULL, lockgranted = NULL WHERE id = 1");
    }
    session.execute("COMMIT");
    return holder;
  }

  /** Empty when nobody has it; the row is ours until the transaction ends. */
  private Optional<String> holder(Database session, String table) {
    Optional<Optional<String>> row =
        session.query(
            "SELECT locked, lockedby, lockgranted::text FROM "
                + table
                + " WHERE id = 1 FOR UPDATE SKIP LOCKED",
            rows -> rows.next() ? Optional.of(holder(rows)) : Optional.empty());
    if (row.isEmpty() && session.queryText("SELECT 1 FROM " + table + " WHERE id = 1") != null) {
      throw new AthanorException(
          Reason.LOCKED,
          "A migration is at work in " + database.url() + " and holds DATABASECHANGELOGLOCK.",
          "Wait for it to end: what it holds goes with its session.");
    }
    return row.flatMap(found -> found);
  }

  private static Optional<String> holder(ResultSet row) throws SQLException {
    if (!row.getBoolean(1)) {
      return Optional.empty();
    }
    String by = row.getString(2) == null ? "somebody who left no name" : row.getString(2);
    return Optional.of(row.getString(3) == null ? by : by + " since " + row.getString(3));
  }

  private void requireGone(Database session, String table, String holder) {
    List<String> sessions = session.query(SESSIONS.formatted(table), this::describe);
    if (!sessions.isEmpty()) {
      throw new AthanorException(
          Reason.LOCKED,
          "Liquibase's lock in "
              + database.url()
              + " is held by "
              + holder
              + ", and these sessions may be it:\n  "
              + String.join("\n  ", sessions),
          "End the one that is (SELECT pg_terminate_backend(PID)), or name those that are not:"
              + " --not-holder PID,PID.");
    }
  }

  private List<String> describe(ResultSet rows) throws SQLException {
    List<String> sessions = new ArrayList<>();
    while (rows.next()) {
      if (!others.contains(rows.getInt(1))) {
        sessions.add(
            "process %d: user %s, %s, from %s, connected since %s"
                .formatted(
                    rows.getInt(1),
                    rows.getString(2),
                    known(rows.getString(3)),
                    known(rows.getString(4)),
                    known(rows.getString(5))));
      }
    }
    return sessions;
  }

  private static String known(String text) {
    return text == null || text.isEmpty() ? "(unknown)" : text;
  }

  /** As {@code --not-holder} has them. */
  public static Set<Integer> processes(List<String> given) {
    return given.stream().map(Unlock::process).collect(Collectors.toUnmodifiableSet());
  }

  private static Integer process(String given) {
    try {
      return Integer.valueOf(given);
    } catch (NumberFormatException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "'" + given + "' is not the id of a process.",
          "Give the numbers that `" + Term.UNLOCK + "` shows, separated by commas.",
          e);
    }
  }

  /**
   * What was released.
   *
   * @param holder who held the lock, and since when; null when nobody did
   * @param fenceLifted whether a write fence stood that others were kept out by
   */
  public record Released(String database, String holder, boolean fenceLifted)
      implements CommandResult {
    @Override
    public String text() {
      String released =
          holder == null
              ? "Nobody holds Liquibase's lock in " + database
              : "Released the lock of " + holder + ": no session that may be it is left";
      return released + (fenceLifted ? ". Lifted a write fence: others may connect again" : "");
    }

    @Override
    public Object json() {
      return this;
    }
  }
}
