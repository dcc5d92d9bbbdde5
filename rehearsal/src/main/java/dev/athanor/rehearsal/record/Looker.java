package dev.athanor.rehearsal.record;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;
import dev.athanor.rehearsal.record.Look.Counts;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
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

  private static final String WAL = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint";

  private static final String FACTS =
      "SELECT transaction_timestamp()::text, (SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid)"
          + " + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid)), 0)"
          + " FROM pg_class WHERE relkind = 'r' AND oid < "
          + FIRST_OF_USERS
          + ")";

  static final String LOCKS =
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

  private static String counts(String counter) {
    StringBuilder list = new StringBuilder();
    for (String name :
        new String[] {
          "numscans", "tuples_returned", "tuples_inserted", "tuples_updated", "tuples_deleted"
        }) {
      list.append(", ").append(String.format(counter, name)).append(" AS ").append(name);
    }
    return "SELECT * FROM (SELECT c.oid::bigint"
        + list
        + " FROM pg_class c WHERE c.relkind IN ('r', 'm', 'i') AND c.oid >= "
        + FIRST_OF_USERS
        + ") AS s WHERE numscans + tuples_inserted + tuples_updated + tuples_deleted > 0";
  }

  /** Something to read in a session. */
  interface Reading<T> {
    T read(Connection connection) throws SQLException;
  }

  private final boolean statisticsLag;
  private final Database session;

  Looker(Database session) {
    this.session = session;
    this.statisticsLag = session.facts().majorVersion() < 15;
  }

  /** Reads, and leaves no trace in the session. */
  <T> T read(boolean outside, Reading<T> reading) throws SQLException {
    return within(
        outside,
        connection -> {
          execute(connection, OWN_SETTINGS);
          return reading.read(connection);
        });
  }

  private <T> T within(boolean outside, Reading<T> reading) throws SQLException {
    Connection connection = session.connection();
    execute(connection, outside ? "BEGIN" : "SAVEPOINT athanor_look");
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

  /**
   * @param outside whether the session is in no transaction
   */
  Look look(boolean outside) throws SQLException {
    if (outside && statisticsLag) {
      awaitStatistics();
    }
    return within(
        outside,
        connection -> {
          Map<String, String> settings = new TreeMap<>();
          each(connection, SETTINGS, row -> settings.put(row.getString(1), row.getString(2)));
          execute(connection, OWN_SETTINGS);
          return look(connection, outside, settings);
        });
  }

  private Look look(Connection connection, boolean outside, Map<String, String> settings)
      throws SQLException {
    long wal = number(connection, WAL);
    Map<Long, Set<LockMode>> locks = locks(connection, session.facts().backendPid());
    String[] facts = new String[2];
    each(
        connection,
        FACTS,
        row -> {
          facts[0] = row.getString(1);
          facts[1] = row.getString(2);
        });
    Map<Long, Counts> counts = new HashMap<>();
    each(
        connection,
        outside ? COUNTS_EVER : COUNTS_WITHIN,
        row ->
            counts.put(
                row.getLong(1),
                new Counts(
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6))));
    return new Look(
        facts[0], wal, number(connection, WAL), Long.parseLong(facts[1]), locks, counts, settings);
  }

  /** What a backend holds, or waits for, of relations. */
  static Map<Long, Set<LockMode>> locks(Connection connection, int pid) throws SQLException {
    Map<Long, Set<LockMode>> locks = new HashMap<>();
    each(
        connection,
        LOCKS + pid,
        row ->
            locks
                .computeIfAbsent(row.getLong(1), oid -> EnumSet.noneOf(LockMode.class))
                .add(LockMode.of(row.getString(2))));
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

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, RowReader reader)
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
