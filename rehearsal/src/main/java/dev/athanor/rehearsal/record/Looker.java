package dev.athanor.rehearsal.record;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;
import dev.athanor.rehearsal.record.Look.Counts;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.schema.snapshot.PreparedReads;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks at a session from within. What is read stands in a savepoint, or in a transaction of its
 * own, that is rolled back: so the session keeps none of the locks and settings that reading takes.
 */
final class Looker {
  /** What users made: lower OIDs are PostgreSQL's own. */
  static final long FIRST_OF_USERS = 16384;

  private static final String OWN_SETTINGS =
      "SET LOCAL search_path = pg_catalog, pg_temp;SET LOCAL statement_timeout = 0";

  private static final String WAL = "(pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint";

  private static final String FACTS = "SELECT " + WAL + ", transaction_timestamp()::text";

  private static final String CATALOGS =
      "SELECT relname, written FROM (SELECT relname, pg_stat_get_xact_tuples_inserted(oid)"
          + " + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid)"
          + " AS written FROM pg_class WHERE relkind = 'r' AND oid < "
          + FIRST_OF_USERS
          + ") AS c WHERE written > 0";

  private static final String LOCKS =
      "SELECT relation::bigint, mode FROM pg_catalog.pg_locks WHERE locktype = 'relation'"
          + " AND mode <> 'SIReadLock' AND relation >= "
          + FIRST_OF_USERS
          + " AND database = (SELECT oid FROM pg_catalog.pg_database"
          + " WHERE datname = pg_catalog.current_database()) AND pid = ";

  /** By PostgreSQL's own operator, for it is read before the search path is ours. */
  private static final String SETTINGS =
      "SELECT name, setting FROM pg_catalog.pg_settings"
          + " WHERE source OPERATOR(pg_catalog.=) 'session'";

  /** Within a transaction, its own counters; outside of one, all there ever was. */
  private static final String COUNTS_WITHIN = counts("pg_stat_get_xact_%s(c.oid)");

  private static final String COUNTS_EVER =
      counts("pg_stat_get_%s(c.oid) + pg_stat_get_xact_%1$s(c.oid)");

  /** An index has scans only; those of TOAST are nobody's business. */
  private static String counts(String counter) {
    String scans = counter.formatted("numscans");
    String rows = counter.formatted("tuples_returned");
    String written =
        String.join(
            ", ",
            counter.formatted("tuples_inserted"),
            counter.formatted("tuples_updated"),
            counter.formatted("tuples_deleted"));
    String of = " FROM pg_class c WHERE c.oid >= " + FIRST_OF_USERS + " AND c.relkind ";
    return "SELECT c.oid::bigint, "
        + String.join(", ", scans, rows, written)
        + of
        + "IN ('r', 'm') AND "
        + scans
        + " + "
        + written.replace(",", " +")
        + " > 0 UNION ALL SELECT c.oid::bigint, "
        + scans
        + ", "
        + rows
        + ", 0, 0, 0"
        + of
        + "= 'i' AND c.relnamespace <> 'pg_toast'::regnamespace AND "
        + scans
        + " > 0";
  }

  /** Something to read in a session. */
  interface Reading<T> {
    T read(Connection connection) throws SQLException;
  }

  private final boolean statisticsLag;
  private final Database session;
  private final PreparedReads prepared = new PreparedReads();

  Looker(Database session) {
    this.session = session;
    this.statisticsLag = session.facts().majorVersion() < 15;
  }

  /** Whether it looks at that session. */
  boolean isOf(Database other) {
    return session == other;
  }

  /** Begins a message of what is read of whole catalogs, or by few keys. */
  PreparedReads.Message message(boolean few) {
    return prepared.message(session.connection(), few);
  }

  /** Reads, and leaves no trace in the session. */
  <T> T read(boolean outside, Reading<T> reading) throws SQLException {
    Connection connection = session.connection();
    execute(connection, (outside ? "BEGIN;" : "SAVEPOINT athanor_look;") + OWN_SETTINGS);
    try {
      return reading.read(connection);
    } finally {
      execute(
          connection,
          outside
              ? "ROLLBACK"
              : "ROLLBACK TO SAVEPOINT athanor_look;RELEASE SAVEPOINT athanor_look");
    }
  }

  /** What is set in the session. */
  Map<String, String> settings() throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    each(session.connection(), SETTINGS, row -> settings.put(row.getString(1), row.getString(2)));
    return settings;
  }

  /**
   * @param outside whether the session is in no transaction
   * @param settings what is set in it
   */
  Look look(boolean outside, Map<String, String> settings) throws SQLException {
    if (!outside) {
      return look(COUNTS_WITHIN, settings);
    }
    if (statisticsLag) {
      awaitStatistics();
    }
    execute(session.connection(), "BEGIN");
    try {
      return look(COUNTS_EVER, settings);
    } finally {
      execute(session.connection(), "ROLLBACK");
    }
  }

  private Look look(String counting, Map<String, String> settings) throws SQLException {
    long[] wal = new long[2];
    String[] transaction = new String[1];
    Map<String, Long> catalogs = new HashMap<>();
    Map<Long, Set<LockMode>> locks = new HashMap<>();
    Map<Long, Counts> counts = new HashMap<>();
    PreparedReads.Message message = message(false);
    message.add(
        FACTS,
        List.of(),
        row -> {
          wal[0] = row.getLong(1);
          transaction[0] = row.getString(2);
        });
    message.add(CATALOGS, List.of(), row -> catalogs.put(row.getString(1), row.getLong(2)));
    message.add(LOCKS + "pg_backend_pid()", List.of(), row -> lock(row, locks));
    message.add(
        counting,
        List.of(),
        row ->
            counts.put(
                row.getLong(1),
                new Counts(
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6))));
    message.add("SELECT " + WAL, List.of(), row -> wal[1] = row.getLong(1));
    message.read();
    return new Look(transaction[0], wal[0], wal[1], catalogs, locks, counts, settings);
  }

  private static void lock(ResultSet row, Map<Long, Set<LockMode>> locks) throws SQLException {
    locks
        .computeIfAbsent(row.getLong(1), oid -> EnumSet.noneOf(LockMode.class))
        .add(LockMode.of(row.getString(2)));
  }

  /** What a backend holds, or waits for, of relations. */
  static Map<Long, Set<LockMode>> locks(Connection connection, int pid) throws SQLException {
    Map<Long, Set<LockMode>> locks = new HashMap<>();
    each(connection, LOCKS + pid, row -> lock(row, locks));
    return locks;
  }

  /** How many rows a table has itself, counted up to a bound. */
  static long rows(Connection connection, Relation table, long bound) throws SQLException {
    return number(
        connection,
        "SELECT pg_catalog.count(*) FROM (SELECT FROM ONLY "
            + SqlText.identifier(table.schema())
            + "."
            + SqlText.identifier(table.name())
            + " LIMIT "
            + bound
            + ") AS counted");
  }

  /** Before version 15, a process of its own collects what sessions tell it from time to time. */
  private static void awaitStatistics() {
    try {
      Thread.sleep(600);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void each(Connection connection, String sql, PreparedReads.RowReader reader)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
