package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a statement takes rows, columns or objects away. It errs on the side of saying so. */
final class DataLoss {
  /** Whose dependents hold no rows: what is dropped with them are views, rules and the like. */
  private static final Set<String> WITHOUT_ROWS =
      Set.of("VIEW", "INDEX", "TRIGGER", "RULE", "POLICY", "STATISTICS", "MATERIALIZED", "CAST");

  /** Whose dependents are tables, not columns of them. */
  private static final Set<String> WITH_TABLES =
      Set.of("TABLE", "OWNED", "SCHEMA", "SERVER", "ACCESS", "FOREIGN");

  /** What DROP is followed by in ALTER TABLE when it drops no column. */
  private static final Set<String> NO_COLUMN =
      Set.of("CONSTRAINT", "DEFAULT", "NOT", "IDENTITY", "EXPRESSION");

  private static final Pattern IN_BODY = Pattern.compile("\\b(DROP|TRUNCATE|DELETE)\\b");

  private DataLoss() {}

  static Optional<TextRule> in(SqlStatement statement) {
    return switch (statement.firstWord()) {
      case "DROP" -> drops(statement);
      case "TRUNCATE" -> Optional.of(TextRule.TRUNCATE);
      case "DELETE" -> Optional.of(TextRule.WHOLE_TABLE_DELETE);
      case "ALTER" ->
          when(
              dropsColumn(statement) || statement.contains("ATTRIBUTE", "CASCADE"),
              TextRule.DROP_COLUMN);
      case "WITH", "MERGE", "EXPLAIN" ->
          when(statement.contains("DELETE") || !statement.complete(), TextRule.WHOLE_TABLE_DELETE);
      case "DO" -> inBody(statement);
      default -> Optional.empty();
    };
  }

  private static Optional<TextRule> when(boolean loses, TextRule rule) {
    return loses ? Optional.of(rule) : Optional.empty();
  }

  private static Optional<TextRule> drops(SqlStatement statement) {
    SqlToken kind = statement.token(1);
    if (kind == null) {
      return Optional.of(TextRule.DROP_TABLE);
    }
    if (statement.contains("CASCADE")) {
      return Optional.of(cascades(kind.text()));
    }
    return switch (kind.text()) {
      case "VIEW", "MATERIALIZED" -> Optional.of(TextRule.DROP_VIEW);
      case "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE" -> Optional.of(TextRule.DROP_FUNCTION);
      case "TYPE", "DOMAIN" -> Optional.of(TextRule.DROP_TYPE);
      case "SEQUENCE" -> Optional.of(TextRule.DROP_SEQUENCE);
      case "SCHEMA" -> Optional.of(TextRule.DROP_SCHEMA);
      case "EXTENSION" -> Optional.of(TextRule.DROP_EXTENSION);
      case "INDEX" -> when(!statement.contains("CONCURRENTLY"), TextRule.DROP_INDEX_BLOCKS);
      case "FOREIGN" -> when(statement.contains("TABLE"), TextRule.DROP_TABLE);
      case "TRIGGER", "RULE", "POLICY", "STATISTICS", "OPERATOR", "CAST", "COLLATION" ->
          Optional.empty();
      case "CONVERSION", "ROLE", "USER", "GROUP", "SERVER", "PUBLICATION", "SUBSCRIPTION" ->
          Optional.empty();
      case "EVENT", "LANGUAGE", "TRANSFORM", "TEXT", "ACCESS", "TABLESPACE" -> Optional.empty();
      default -> Optional.of(TextRule.DROP_TABLE);
    };
  }

  /** A cascade reaches whatever depends: a type's columns, an extension's tables. */
  private static TextRule cascades(String kind) {
    if (WITHOUT_ROWS.contains(kind)) {
      return TextRule.DROP_CASCADES;
    }
    return WITH_TABLES.contains(kind) ? TextRule.DROP_TABLE : TextRule.DROP_COLUMN;
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
  private static Optional<TextRule> inBody(SqlStatement statement) {
    for (SqlToken token : statement.tokens()) {
      if (token.kind() == SqlToken.Kind.STRING) {
        Matcher word = IN_BODY.matcher(token.text().toUpperCase(Locale.ROOT));
        if (word.find()) {
          return Optional.of(
              switch (word.group()) {
                case "DROP" -> TextRule.DROP_TABLE;
                case "TRUNCATE" -> TextRule.TRUNCATE;
                default -> TextRule.WHOLE_TABLE_DELETE;
              });
        }
      }
    }
    return Optional.empty();
  }
}
