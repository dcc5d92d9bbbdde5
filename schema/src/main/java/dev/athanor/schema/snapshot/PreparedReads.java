package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Names;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Queries of a catalog that is read again and again: the server parses and plans each once a
 * session, which takes several times as long as to run it for a few relations, and all that are
 * wanted together are one message.
 *
 * <p>They are planned by a search path of PostgreSQL's own, and run by that or, for the deparsers,
 * by another one. Whatever a message sets is taken back at its end. In a transaction only.
 */
public final class PreparedReads {
  /** Reads one row. */
  public interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private static final AtomicLong NUMBERS = new AtomicLong();

  /**
   * A plan is kept while the catalogs grow. What is found by keys stays fast with indexes; whatever
   * goes through whole catalogs, with anything but nested loops. Compiling takes longer than both.
   */
  private static final String PLANS =
      "SET LOCAL plan_cache_mode = force_generic_plan;SET LOCAL jit = off;";

  private static final String OF_FEW =
      "SET LOCAL enable_seqscan = off;SET LOCAL enable_hashjoin = off;"
          + "SET LOCAL enable_mergejoin = off;";

  private static final String OF_ALL = "SET LOCAL enable_nestloop = off;";

  private static final String OWN =
      "SET LOCAL statement_timeout = 0;SET LOCAL search_path = " + Catalog.OWN_PATH + ";";

  private final String prefix = "athanor_read_" + NUMBERS.incrementAndGet() + "_";
  private final Map<String, String> names = new HashMap<>();
  private Connection session;

  /** What is sent as one message, and then read in the order in which it was added. */
  public final class Message {
    private final boolean few;
    private final StringBuilder text = new StringBuilder();
    private final List<RowReader> readers = new ArrayList<>();

    private Message(boolean few) {
      this.few = few;
    }

    /**
     * Adds a query that PostgreSQL's own path serves.
     *
     * @param arguments its parameters, arrays of oids as text
     */
    public void add(String sql, List<String> arguments, RowReader reader) {
      readers.add(reader);
      String name = names.get(sql);
      if (name == null) {
        name = prefix + names.size();
        names.put(sql, name);
        text.append("PREPARE ").append(name);
        text.append(list(Collections.nCopies(arguments.size(), "pg_catalog.oid[]")));
        text.append(" AS ").append(sql).append(';');
      }
      text.append("EXECUTE ").append(name);
      text.append(list(arguments.stream().map(Names::literal).toList())).append(';');
    }

    /**
     * Adds one whose rows come by another path; only the rows: what it names is found by the
     * server's own. That one is back when the last row was made and none was sent, for then the
     * server looks whether the plan is still one of its path.
     *
     * @param path which, as SET takes it
     */
    void add(String sql, List<String> arguments, String path, RowReader reader) {
      add(
          "WITH found AS MATERIALIZED (SELECT * FROM ("
              + sql
              + ") AS one WHERE "
              + isSet(path, "")
              + ") SELECT * FROM found WHERE "
              + isSet(Catalog.OWN_PATH, " FROM (SELECT count(*) FROM found) AS every"),
          arguments,
          reader);
    }

    /** A condition that hangs on no row: the server sees to it before it makes the first one. */
    private static String isSet(String path, String behind) {
      return "(SELECT pg_catalog.set_config('search_path', "
          + Names.literal(path)
          + ", true)"
          + behind
          + ") IS NOT NULL";
    }

    private static String list(List<String> entries) {
      return entries.isEmpty() ? "" : "(" + String.join(", ", entries) + ")";
    }

    /** Sends it and reads the rows. */
    public void read() throws SQLException {
      try (Statement statement = session.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(
            "SAVEPOINT athanor_read;"
                + PLANS
                + (few ? OF_FEW : OF_ALL)
                + OWN
                + text
                + "ROLLBACK TO SAVEPOINT athanor_read;RELEASE SAVEPOINT athanor_read");
        for (RowReader reader : readers) {
          try (ResultSet row = next(statement)) {
            while (row.next()) {
              reader.read(row);
            }
          }
        }
      }
    }
  }

  /**
   * Begins a message.
   *
   * @param connection the session, the same as before or another one
   * @param few whether its queries look for few rows by their keys
   */
  public Message message(Connection connection, boolean few) {
    if (connection != session) {
      session = connection;
      names.clear();
    }
    return new Message(few);
  }

  /** An array of oids, as text. */
  public static String oids(Iterable<Long> oids) {
    StringBuilder list = new StringBuilder("{");
    oids.forEach(oid -> list.append(list.length() > 1 ? "," : "").append(oid));
    return list.append('}').toString();
  }

  /** The next result that has rows; commands in between have none. */
  static ResultSet next(Statement statement) throws SQLException {
    while (!statement.getMoreResults()) {
      if (statement.getUpdateCount() < 0) {
        throw new SQLException("the catalog's rows are missing");
      }
    }
    return statement.getResultSet();
  }
}
