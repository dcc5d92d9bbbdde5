package dev.athanor.engine.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The rows of each query of a message, one after the other; commands without rows are passed. */
final class Results {
  private final Statement statement;
  private boolean atRows;

  /**
   * @param statement executed
   * @param skipped how many queries at the front nobody wants to read
   */
  Results(Statement statement, int skipped) throws SQLException {
    this.statement = statement;
    this.atRows = statement.getResultSet() != null;
    for (int i = 0; i < skipped; i++) {
      next();
    }
  }

  /** The next query's; closes those before it. */
  ResultSet next() throws SQLException {
    while (!atRows) {
      if (!statement.getMoreResults() && statement.getUpdateCount() < 0) {
        throw new SQLException("a query has no result");
      }
      atRows = statement.getResultSet() != null;
    }
    ResultSet rows = statement.getResultSet();
    atRows = false;
    return rows;
  }
}
