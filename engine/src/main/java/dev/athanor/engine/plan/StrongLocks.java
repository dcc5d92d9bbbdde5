package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.Optional;
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
   * @param made tables that this plan itself made
   */
  static Optional<TextRule> in(SqlStatement statement, MadeTables made) {
    TextRule rule =
        switch (statement.firstWord()) {
          case "CREATE" -> buildsIndex(statement, made) ? TextRule.INDEX_BLOCKS_WRITES : null;
          case "ALTER" -> altersTable(statement, made);
          case "CLUSTER" -> TextRule.TABLE_REWRITE;
          case "LOCK" -> TextRule.LOCK_TABLE;
          case "REINDEX" -> unlessConcurrent(statement, TextRule.REINDEX_BLOCKS);
          case "REFRESH" -> unlessConcurrent(statement, TextRule.REFRESH_BLOCKS);
          case "VACUUM" -> statement.contains("FULL") ? TextRule.TABLE_REWRITE : null;
          default -> null;
        };
    return Optional.ofNullable(rule);
  }

  private static TextRule unlessConcurrent(SqlStatement statement, TextRule rule) {
    return statement.contains("CONCURRENTLY") ? null : rule;
  }

  private static boolean buildsIndex(SqlStatement statement, MadeTables made) {
    int index = statement.indexOf(1, "INDEX");
    if (index < 1 || index > 2 || statement.contains("CONCURRENTLY")) {
      return false;
    }
    int on = statement.indexOf(index, "ON");
    return on < 0 || !made.has(TableName.at(statement, on + 1));
  }

  private static TextRule altersTable(SqlStatement statement, MadeTables made) {
    if (!statement.startsWith("ALTER", "TABLE") || made.has(TableName.at(statement, 2))) {
      return null;
    }
    if (statement.contains("TYPE")) {
      return TextRule.TYPE_CHANGE_REWRITES;
    }
    if (statement.contains("SET", "NOT", "NULL")) {
      return TextRule.NOT_NULL_SCANS;
    }
    if (statement.contains("SET", "TABLESPACE") || statement.contains("SET", "ACCESS", "METHOD")) {
      return TextRule.TABLE_REWRITE;
    }
    if (statement.contains("SET", "LOGGED") || statement.contains("SET", "UNLOGGED")) {
      return TextRule.LOGGED_CHANGE_REWRITES;
    }
    if (statement.contains("SET", "EXPRESSION")) {
      return TextRule.STORED_GENERATED_REWRITES;
    }
    if (statement.contains("ATTACH", "PARTITION")) {
      return TextRule.ATTACH_SCANS;
    }
    if (statement.contains("DETACH", "PARTITION")) {
      return unlessConcurrent(statement, TextRule.DETACH_BLOCKS);
    }
    TextRule constraint = addsConstraint(statement);
    return constraint == null ? fillsColumn(statement) : constraint;
  }

  private static TextRule addsConstraint(SqlStatement statement) {
    if (!statement.contains("ADD")
        || statement.contains("NOT", "VALID")
        || statement.contains("USING", "INDEX")) {
      return null;
    }
    if (statement.contains("REFERENCES")) {
      return TextRule.FOREIGN_KEY_SCANS;
    }
    if (statement.contains("PRIMARY", "KEY")) {
      return TextRule.PRIMARY_KEY_BLOCKS;
    }
    if (statement.contains("UNIQUE")) {
      return TextRule.UNIQUE_CONSTRAINT_BLOCKS;
    }
    if (statement.contains("EXCLUDE")) {
      return TextRule.EXCLUSION_CONSTRAINT_BLOCKS;
    }
    return statement.contains("CHECK") ? TextRule.CHECK_SCANS : null;
  }

  /** A new column is written into every row when its value differs from row to row. */
  private static TextRule fillsColumn(SqlStatement statement) {
    if (statement.indexOf(2, "ADD") < 0) {
      return null;
    }
    if (statement.contains("STORED")) {
      return TextRule.STORED_GENERATED_REWRITES;
    }
    if (statement.contains("IDENTITY")
        || statement.contains("SERIAL")
        || statement.contains("BIGSERIAL")
        || statement.contains("SMALLSERIAL")) {
      return TextRule.NUMBERED_COLUMN_REWRITES;
    }
    for (int at = statement.indexOf(0, "DEFAULT");
        at > 0;
        at = statement.indexOf(at + 1, "DEFAULT")) {
      if (calls(statement, at + 1)) {
        return TextRule.VOLATILE_DEFAULT_REWRITES;
      }
    }
    return null;
  }

  /** Whether a default that begins there calls a function whose value may differ. */
  private static boolean calls(SqlStatement statement, int start) {
    for (int i = start; statement.token(i) != null && !statement.token(i).is(","); i++) {
      SqlToken next = statement.token(i + 1);
      if (next != null
          && next.is("(")
          && statement.token(i).kind() == SqlToken.Kind.WORD
          && !STABLE.contains(statement.token(i).text())) {
        return true;
      }
    }
    return false;
  }
}
