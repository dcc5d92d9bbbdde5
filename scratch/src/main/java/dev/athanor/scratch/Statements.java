package dev.athanor.scratch;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/** Runs many statements: a hundred in one flight, and each by itself where one of them fails. */
public final class Statements {
  /** Each flight is a transaction: a whole schema would hold more locks than most servers allow. */
  private static final int FLIGHT = 100;

  private Statements() {}

  /**
   * @param connection in autocommit, or at the beginning of a transaction of the caller's
   * @throws SQLException with the statement that failed in its message
   */
  public static void run(Connection connection, List<String> statements) throws SQLException {
    run(connection, statements, Set.of());
  }

  /**
   * @param tolerated SQLSTATEs that are no failure; only in autocommit
   * @throws SQLException with the statement that failed in its message
   */
  public static void run(Connection connection, List<String> statements, Set<String> tolerated)
      throws SQLException {
    for (int from = 0; from < statements.size(); from += FLIGHT) {
      List<String> flight = statements.subList(from, Math.min(from + FLIGHT, statements.size()));
      try {
        execute(connection, String.join(";\n", flight));
      } catch (SQLException together) {
        if (!connection.getAutoCommit()) {
          connection.rollback();
        }
        List<String> again =
            connection.getAutoCommit() ? flight : statements.subList(0, from + flight.size());
        oneByOne(connection, again, tolerated);
      }
    }
  }

  private static void oneByOne(
      Connection connection, List<String> statements, Set<String> tolerated) throws SQLException {
    for (String sql : statements) {
      try {
        runOne(connection, sql);
      } catch (SQLException e) {
        if (!tolerated.contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
      }
    }
  }

  /**
   * Runs one, once: what it leaves where it fails would stop it again.
   *
   * @throws SQLException with the statement in its message
   */
  public static void runOne(Connection connection, String sql) throws SQLException {
    try {
      execute(connection, sql);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\n  in: " + sql, e.getSQLState(), e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
