package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.Set;

/** Whether a statement loses rows or columns. It errs on the side of saying so. */
final class DataLoss {
  private static final Set<String> KEEPERS =
      Set.of(
          "INDEX",
          "VIEW",
          "TRIGGER",
          "RULE",
          "POLICY",
          "STATISTICS",
          "FUNCTION",
          "PROCEDURE",
          "ROUTINE",
          "AGGREGATE",
          "OPERATOR",
          "CAST",
          "COLLATION",
          "CONVERSION",
          "ROLE",
          "USER",
          "GROUP",
          "SERVER",
          "PUBLICATION",
          "SUBSCRIPTION",
          "EVENT",
          "LANGUAGE",
          "TRANSFORM",
          "TEXT",
          "ACCESS",
          "TYPE",
          "DOMAIN",
          "EXTENSION",
          "MATERIALIZED",
          "TABLESPACE",
          "FOREIGN");

  /** What DROP is followed by in ALTER TABLE when it drops no column. */
  private static final Set<String> NO_COLUMN =
      Set.of("CONSTRAINT", "DEFAULT", "NOT", "IDENTITY", "EXPRESSION");

  private DataLoss() {}

  static boolean in(SqlStatement statement) {
    return switch (statement.firstWord()) {
      case "DROP" -> drops(statement);
      case "TRUNCATE", "DELETE" -> true;
      case "ALTER" -> dropsColumn(statement) || statement.contains("ATTRIBUTE", "CASCADE");
      case "WITH", "MERGE", "EXPLAIN" -> statement.contains("DELETE") || !statement.complete();
      case "DO" -> inBody(statement);
      default -> false;
    };
  }

  private static boolean drops(SqlStatement statement) {
    SqlToken kind = statement.token(1);
    // A cascade reaches whatever depends: a type's columns, an extension's tables.
    return kind == null
        || !KEEPERS.contains(kind.text())
        || statement.contains("CASCADE")
        || kind.is("FOREIGN") && statement.contains("TABLE");
  }

  private static boolean dropsColumn(SqlStatement statement) {
    int drop = statement.indexOf(1, "DROP");
    while (drop > 0) {
      SqlToken next = statement.token(drop + 1);
      boolean alters = statement.contains("TABLE") || statement.contains("TYPE");
      if (alters && next != null && !NO_COLUMN.contains(next.text())) {
        return true;
      }
      drop = statement.indexOf(drop + 1, "DROP");
    }
    return false;
  }

  /** A DO block runs at once; what it may do, its words tell. */
  private static boolean inBody(SqlStatement statement) {
    for (SqlToken token : statement.tokens()) {
      if (token.kind() == SqlToken.Kind.STRING) {
        String body = token.text().toUpperCase(java.util.Locale.ROOT);
        if (body.matches("(?s).*\\b(DROP|TRUNCATE|DELETE)\\b.*")) {
          return true;
        }
      }
    }
    return false;
  }
}
