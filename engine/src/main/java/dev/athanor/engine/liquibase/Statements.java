package dev.athanor.engine.liquibase;

import dev.athanor.engine.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/** SQL text as single statements. */
final class Statements {
  private Statements() {}

  /**
   * The statements of {@code sql}, without terminators. A comment before the first stays: it may be
   * a planner's hint.
   */
  static List<String> split(String sql) {
    List<String> statements = new ArrayList<>();
    for (SqlStatement statement : SqlStatement.read(sql)) {
      int start = statements.isEmpty() ? 0 : statement.start();
      statements.add(sql.substring(start, statement.end()).strip());
    }
    return statements;
  }

  /** Whether all that {@code sql} opens is closed in it. */
  static boolean isComplete(String sql) {
    return SqlStatement.read(sql).stream().allMatch(SqlStatement::closed);
  }
}
