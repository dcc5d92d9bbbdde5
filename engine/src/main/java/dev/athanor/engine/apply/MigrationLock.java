package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The lock that keeps two Athanors apart: a session advisory lock on the very session that runs the
 * DDL, so that it ends when the session does.
 *
 * <p>A run has the whole database to itself, or one of its histories; then it shares the database
 * with runs of other histories only.
 *
 * <p>It is polled. A session that blocks in {@code pg_advisory_lock} holds a snapshot, for which a
 * {@code CREATE INDEX CONCURRENTLY} under the lock would wait, and so for ever.
 */
final class MigrationLock {
  /** "athanor" in ASCII. Advisory locks are per database, and so is this one. */
  private static final long DATABASE = 0x617468616e6f72L;

  /** "atha"; with it goes the oid of the history's schema, or 0 for what all of them share. */
  private static final int HISTORY = 0x61746861;

  private static final int COMMON = 0;

  /** Not the oid of any schema: those of the catalogs end below. */
  private static final int ALIVE = 1;

  private static final long POLL_MILLIS = 200;

  private static final String IS_DATABASE =
      "l.objsubid = 1 AND l.classid = "
          + (DATABASE >>> 32)
          + " AND l.objid = "
          + (DATABASE & 0xffffffffL);

  private static final String HOLDER =
      "SELECT a.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'local socket'),"
          + " to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), a.state"
          + " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
          + " WHERE l.locktype = 'advisory' AND l.granted AND l.pid <> pg_backend_pid() AND (%s)"
          + " AND l.database = (SELECT oid FROM pg_catalog.pg_database"
          + " WHERE datname = current_database())";

  /** Of all there is in the database. */
  static final MigrationLock OF_DATABASE =
      new MigrationLock(
          "pg_catalog.pg_try_advisory_lock(" + DATABASE + ")",
          "pg_catalog.pg_advisory_unlock(" + DATABASE + ")",
          "pg_catalog.pg_try_advisory_xact_lock(" + DATABASE + ")",
          IS_DATABASE,
          IS_DATABASE);

  private final String take;
  private final String giveBack;
  private final String held;
  private final String own;
  private final String inTheWay;

  private MigrationLock(String take, String giveBack, String held, String own, String inTheWay) {
    this.take = take;
    this.giveBack = giveBack;
    this.held = held;
    this.own = own;
    this.inTheWay = inTheWay;
  }

  /**
   * Of the history in one schema.
   *
   * @param oid the schema's; beyond 2^31 as PostgreSQL's {@code oid::int} has it, negative
   */
  static MigrationLock ofHistory(int oid) {
    String key = "(" + HISTORY + "," + oid + ")";
    String shared = "_shared(" + DATABASE + ")";
    String isHistory = isHistory(oid);
    return new MigrationLock(
        // Both or none: each that is taken twice would have to be given back twice.
        "CASE WHEN pg_catalog.pg_try_advisory_lock"
            + key
            + " THEN CASE WHEN pg_catalog.pg_try_advisory_lock"
            + shared
            + " THEN true ELSE NOT pg_catalog.pg_advisory_unlock"
            + key
            + " END ELSE false END",
        "pg_catalog.pg_advisory_unlock" + key + ", pg_catalog.pg_advisory_unlock" + shared,
        "pg_catalog.pg_try_advisory_xact_lock"
            + key
            + " AND pg_catalog.pg_try_advisory_xact_lock"
            + shared,
        isHistory,
        isHistory + " OR " + IS_DATABASE + " AND l.mode = 'ExclusiveLock'");
  }

  private static String isHistory(int oid) {
    return "l.objsubid = 2 AND l.classid = "
        + HISTORY
        + " AND l.objid = "
        + Integer.toUnsignedLong(oid);
  }

  /** True in a session that holds the lock, and locks again for the transaction. */
  String held() {
    return held;
  }

  /** True in any session as long as another one holds the lock. */
  String heldBy(int backend) {
    return "EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted"
        + " AND l.pid = "
        + backend
        + " AND "
        + own
        + ")";
  }

  /**
   * What one process of Liquibase's waits for, until another that was left behind has ended. It
   * comes into the way of no run.
   */
  static String alive() {
    return "SELECT pg_catalog.pg_advisory_xact_lock(" + HISTORY + "," + ALIVE + ")";
  }

  /** The same, and that it is this session's already; dearer, so asked once a flight. */
  String heldBefore() {
    return "EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted"
        + " AND l.pid = pg_catalog.pg_backend_pid() AND "
        + own
        + ") AND "
        + held;
  }

  /** True in a session that got the lock, and then holds it. */
  String take() {
    return take;
  }

  String giveBack() {
    return giveBack;
  }

  /**
   * Takes the lock, waiting no longer than {@code wait}.
   *
   * @throws AthanorException LOCKED, naming the holder; INTERRUPTED
   */
  void acquire(
      Database database, Duration wait, Interruption interruption, MigrationListener listener) {
    long deadline = System.nanoTime() + wait.toNanos();
    boolean told = false;
    while (!"t".equals(database.queryText("SELECT " + take))) {
      String holder = holder(database, inTheWay);
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
  void release(Database database) {
    database.giveBack("SELECT " + giveBack);
  }

  /**
   * What all histories of the database share is made by one of their runs at a time.
   *
   * @param wait as for {@link #acquire}
   */
  static <T> T alone(
      Database database, Duration wait, Interruption interruption, Supplier<T> work) {
    String key = "(" + HISTORY + "," + COMMON + ")";
    MigrationLock common =
        new MigrationLock(
            "pg_catalog.pg_try_advisory_lock" + key,
            "pg_catalog.pg_advisory_unlock" + key,
            "",
            "",
            isHistory(COMMON));
    common.acquire(database, wait, interruption, MigrationListener.NONE);
    try {
      return work.get();
    } finally {
      common.release(database);
    }
  }

  private static String holder(Database database, String which) {
    return database.query(
        HOLDER.formatted(which),
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
