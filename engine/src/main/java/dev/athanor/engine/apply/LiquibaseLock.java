package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.time.Duration;

/**
 * Keeps stock Liquibase out: a second session holds the DATABASECHANGELOGLOCK row {@code FOR
 * UPDATE} for as long as the run takes. Liquibase's own update of that row then waits, and the lock
 * cannot outlive the process that took it.
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
    // A row that is there but locked is skipped, so that waiting is ours to bound.
    String sql =
        "SELECT locked, lockedby, lockgranted::text FROM "
            + table
            + " WHERE id = 1 FOR UPDATE SKIP LOCKED";
    ensureRow();
    while (true) {
      session.execute("BEGIN");
      String holder = session.query(sql, rows -> rows.next() ? holder(rows) : "a Liquibase");
      if (holder.isEmpty()) {
        return;
      }
      session.execute("ROLLBACK");
      if (System.nanoTime() >= deadline) {
        throw new AthanorException(
            Reason.LOCKED,
            "Liquibase holds DATABASECHANGELOGLOCK in " + session.url() + ": " + holder + ".",
            "Wait for it to end; if that process is gone, release its lock with"
                + " `liquibase releaseLocks`.");
      }
      if (!told) {
        listener.waiting(holder);
        told = true;
      }
      interruption.sleep(POLL_MILLIS);
    }
  }

  private static String holder(java.sql.ResultSet row) throws java.sql.SQLException {
    return row.getBoolean(1) ? row.getString(2) + " since " + row.getString(3) : "";
  }

  /** Liquibase empties and refills the table when it first meets it. */
  private void ensureRow() {
    session.execute(
        "INSERT INTO " + table + " (id, locked) VALUES (1, FALSE) ON CONFLICT DO NOTHING");
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
    try {
      return session.isOpen() && session.queryText("SELECT 1") != null;
    } catch (AthanorException e) {
      return false;
    }
  }

  void release() {
    if (session.isOpen()) {
      session.execute("ROLLBACK");
    }
  }
}
