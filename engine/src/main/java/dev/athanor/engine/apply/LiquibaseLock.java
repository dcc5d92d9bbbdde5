package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Keeps stock Liquibase out: a second session holds DATABASECHANGELOGLOCK in {@code EXCLUSIVE} mode
 * for as long as the run takes. Liquibase's own update of its row then waits, and the lock cannot
 * outlive the process that took it.
 *
 * <p>The table, and not its row {@code FOR UPDATE}: locking a row needs a transaction id, and while
 * the oldest one is that of the run's start, no vacuum removes anything that was deleted since, in
 * the whole database; neither does the run itself from the catalogs that it changes.
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

  /** Who else has it; empty when the session has it now. */
  private String tryAcquire() {
    session.execute("BEGIN");
    if (!lockTable()) {
      return "one that takes it just now";
    }
    String holder =
        session.query(
            "SELECT locked, lockedby, lockgranted::text FROM " + table + " WHERE id = 1",
            rows -> rows.next() ? holder(rows) : null);
    if (holder == null) {
      // Liquibase empties and refills the table when it first meets it.
      session.execute("INSERT INTO " + table + " (id, locked) VALUES (1, FALSE); COMMIT");
      return tryAcquire();
    }
    return holder;
  }

  private static String holder(ResultSet row) throws SQLException {
    return row.getBoolean(1) ? row.getString(2) + " since " + row.getString(3) : "";
  }

  /** Not waited for in the server, so that waiting is ours to bound. */
  private boolean lockTable() {
    try {
      session.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE NOWAIT");
      return true;
    } catch (AthanorException e) {
      if (e.getCause() instanceof SQLException cause && SqlErrors.state(cause).equals("55P03")) {
        return false;
      }
      throw e;
    }
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
