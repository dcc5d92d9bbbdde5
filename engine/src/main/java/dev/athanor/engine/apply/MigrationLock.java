package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Duration;

/**
 * The lock that keeps two Athanors apart: a session advisory lock on the very session that runs the
 * DDL, so that it ends when the session does.
 *
 * <p>It is polled. A session that blocks in {@code pg_advisory_lock} holds a snapshot, for which a
 * {@code CREATE INDEX CONCURRENTLY} under the lock would wait, and so for ever.
 */
final class MigrationLock {
  /** "athanor" in ASCII. Advisory locks are per database, and so is this one. */
  private static final long KEY = 0x617468616e6f72L;

  /** True in a session that holds the lock, and locks again for the transaction. */
  static final String HELD = "pg_catalog.pg_try_advisory_xact_lock(" + KEY + ")";

  /** The same, and that it is this session's already; dearer, so asked once a flight. */
  static final String HELD_BEFORE =
      "EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND pid ="
          + " pg_catalog.pg_backend_pid() AND classid = "
          + (KEY >>> 32)
          + " AND objid = "
          + (KEY & 0xffffffffL)
          + " AND objsubid = 1) AND "
          + HELD;

  /** True in a session that got the lock, and then holds it. */
  static final String TAKE = "pg_catalog.pg_try_advisory_lock(" + KEY + ")";

  static final String GIVE_BACK = "pg_catalog.pg_advisory_unlock(" + KEY + ")";

  private static final long POLL_MILLIS = 200;

  private static final String HOLDER =
      "SELECT a.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'local socket'),"
          + " to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), a.state"
          + " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
          + " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = "
          + (KEY >>> 32)
          + " AND l.objid = "
          + (KEY & 0xffffffffL)
          + " AND l.objsubid = 1 AND l.database = (SELECT oid FROM pg_catalog.pg_database"
          + " WHERE datname = current_database())";

  private MigrationLock() {}

  /**
   * Takes the lock, waiting no longer than {@code wait}.
   *
   * @throws AthanorException LOCKED, naming the holder; INTERRUPTED
   */
  static void acquire(
      Database database, Duration wait, Interruption interruption, MigrationListener listener) {
    long deadline = System.nanoTime() + wait.toNanos();
    boolean told = false;
    while (!"t".equals(database.queryText("SELECT " + TAKE))) {
      String holder = holder(database);
      if (System.nanoTime() >= deadline) {
        throw new AthanorException(
            Reason.LOCKED,
            "Another migration of " + database.url() + " is running: " + holder + ".",
            "Wait for it to end; when it is stuck, look at pg_stat_activity and end it with"
                + " pg_terminate_backend.");
      }
      if (!told) {
        listener.waiting(holder);
        told = true;
      }
      interruption.sleep(POLL_MILLIS);
    }
  }

  /** Gives the lock back before the session ends, for poolers that keep the session. */
  static void release(Database database) {
    database.giveBack("SELECT " + GIVE_BACK);
  }

  private static String holder(Database database) {
    return database.query(
        HOLDER,
        rows ->
            rows.next()
                ? "process "
                    + rows.getInt(1)
                    + " ("
                    + rows.getString(2)
                    + ", user "
                    + rows.getString(3)
                    + " from "
                    + rows.getString(4)
                    + ", connected since "
                    + rows.getString(5)
                    + ", now "
                    + rows.getString(6)
                    + ")"
                : "it ended just now");
  }
}
