package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps stock Liquibase out: a second session holds the DATABASECHANGELOGLOCK row {@code FOR
 * UPDATE} for as long as the run takes. Liquibase's own update of that row then waits, and the lock
 * cannot outlive the process that took it.
 *
 * <p>The row, not the table, though that takes a transaction id, behind which vacuum removes
 * nothing: each lock on a table that an UPDATE waits for, ANALYZE and VACUUM wait for as well, in
 * the run's own changesets for one, and for ever.
 */
final class LiquibaseLock {
  private static final long POLL_MILLIS = 200;

  private final Database session;
  private final String table;

  LiquibaseLock(Database session, String table) {
    this.session = session;
    this.table = table;
  }

  /**
   * @throws AthanorException LOCKED when a Liquibase holds it, or held it when it died
   */
  void acquire(Duration wait, Interruption interruption, MigrationListener listener) {
    long deadline = System.nanoTime() + wait.toNanos();
    boolean told = false;
    for (String holder = tryAcquire(); !holder.isEmpty(); holder = tryAcquire()) {
      session.execute("ROLLBACK");
      if (System.nanoTime() >= deadline) {
        throw new AthanorException(
            Reason.LOCKED,
            "Liquibase holds DATABASECHANGELOGLOCK in " + session.url() + ": " + holder + ".",
            "Wait for it to end; if that process is gone, `"
                + Term.UNLOCK
                + "` makes sure of that and"
                + " releases its lock.");
      }
      if (!told) {
        listener.waiting(holder);
        told = true;
      }
      interruption.sleep(POLL_MILLIS);
    }
  }

  /** Who else has it; empty when the session has it now. */
  private String tryAcquire() {
    session.execute("BEGIN");
    // A row that is there but locked is skipped, so that waiting is ours to bound.
    Optional<String> holder =
        session.query(
            "SELECT locked, lockedby, lockgranted::text FROM "
                + table
                + " WHERE id = 1 FOR UPDATE SKIP LOCKED",
            rows -> rows.next() ? Optional.of(holder(rows)) : Optional.empty());
    if (holder.isPresent()) {
      return holder.get();
    }
    if (session.queryText("SELECT 1 FROM " + table + " WHERE id = 1") != null) {
      return "one that takes it just now";
    }
    // Liquibase empties and refills the table when it first meets it.
    session.execute("INSERT INTO " + table + " (id, locked) VALUES (1, FALSE); COMMIT");
    return tryAcquire();
  }

  private static String holder(ResultSet row) throws SQLException {
    if (!row.getBoolean(1)) {
      return "";
    }
    String by = row.getString(2) == null ? "somebody who left no name" : row.getString(2);
    return row.getString(3) == null ? by : by + " since " + row.getString(3);
  }

  /** True in any session for as long as this one holds the row. */
  String held() {
    return "EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'relation' AND granted AND pid ="
        + " "
        + session.facts().backendPid()
        + " AND relation = "
        + SqlText.literal(table)
        + "::regclass)";
  }

  /** Whether the session that holds it is still there. */
  boolean isAlive() {
    return session.isAlive();
  }

  void release() {
    session.giveBack("ROLLBACK");
  }
}
