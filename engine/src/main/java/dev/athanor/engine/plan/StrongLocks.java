package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.Set;

/**
 * Whether a statement keeps readers or writers out for as long as it takes to rewrite or scan a
 * table. PostgreSQL's documentation of ALTER TABLE says which do.
 */
final class StrongLocks {
  /** Functions whose value is taken once, so that a column with such a default is not written. */
  private static final Set<String> STABLE =
      Set.of(
          "NOW",
          "CURRENT_TIMESTAMP",
          "CURRENT_DATE",
          "LOCALTIMESTAMP",
          "TRANSACTION_TIMESTAMP",
          "STATEMENT_TIMESTAMP",
          "CURRENT_USER",
          "VARCHAR",
          "NUMERIC",
          "CHAR",
          "TIMESTAMP");

  private StrongLocks() {}

  /**
   * @param created tables that this plan itself made
   */
  static boolean in(SqlStatement statement, Set<String> created) {
    return switch (statement.firstWord()) {
      case "CREATE" -> buildsIndex(statement, created);
      case "ALTER" -> altersTable(statement, created);
      case "CLUSTER", "LOCK" -> true;
      case "REINDEX" -> !statement.contains("CONCURRENTLY");
      case "REFRESH" -> !statement.contains("CONCURRENTLY");
      case "VACUUM" -> statement.contains("FULL");
      default -> false;
    };
  }

  private static boolean buildsIndex(SqlStatement statement, Set<String> created) {
    int index = statement.indexOf(1, "INDEX");
    if (index < 1 || index > 2 || statement.contains("CONCURRENTLY")) {
      return false;
    }
    int on = statement.indexOf(index, "ON");
    return on < 0 || !created.contains(TableName.at(statement, on + 1));
  }

  private static boolean altersTable(SqlStatement statement, Set<String> created) {
    if (!statement.startsWith("ALTER", "TABLE") || created.contains(TableName.at(statement, 2))) {
      return false;
    }
    return statement.contains("TYPE")
        || statement.contains("SET", "NOT", "NULL")
        || statement.contains("SET", "TABLESPACE")
        || statement.contains("SET", "LOGGED")
        || statement.contains("SET", "UNLOGGED")
        || statement.contains("SET", "ACCESS", "METHOD")
        || statement.contains("SET", "EXPRESSION")
        || statement.contains("ATTACH", "PARTITION")
        || addsConstraint(statement)
        || fillsColumn(statement);
  }

  private static boolean addsConstraint(SqlStatement statement) {
    boolean adds =
        statement.contains("ADD")
            && (statement.contains("CHECK")
                || statement.contains("REFERENCES")
                || statement.contains("UNIQUE")
                || statement.contains("EXCLUDE")
                || statement.contains("PRIMARY", "KEY"));
    return adds && !statement.contains("NOT", "VALID") && !statement.contains("USING", "INDEX");
  }

  /** A new column is written into every row when its value differs from row to row. */
  private static boolean fillsColumn(SqlStatement statement) {
    if (statement.indexOf(2, "ADD") < 0) {
      return false;
    }
    if (statement.contains("STORED")
        || statement.contains("IDENTITY")
        || statement.contains("SERIAL")
        || statement.contains("BIGSERIAL")
        || statement.contains("SMALLSERIAL")) {
      return true;
    }
    for (int at = statement.indexOf(0, "DEFAULT");
        at > 0;
        at = statement.indexOf(at + 1, "DEFAULT")) {
      for (int i = at + 1; statement.token(i) != null && !statement.token(i).is(","); i++) {
        SqlToken next = statement.token(i + 1);
        if (next != null
            && next.is("(")
            && statement.token(i).kind() == SqlToken.Kind.WORD
            && !STABLE.contains(statement.token(i).text())) {
          return true;
        }
      }
    }
    return false;
  }
}
