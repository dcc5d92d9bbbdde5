package dev.athanor.engine.sql;

import java.util.List;
import java.util.stream.Collectors;

/** Values and names as SQL text, for statements that are sent as text. */
public final class SqlText {
  private SqlText() {}

  /** A string constant, or {@code NULL}; right under {@code standard_conforming_strings} on. */
  public static String literal(String value) {
    return value == null ? "NULL" : "'" + value.replace("'", "''") + "'";
  }

  /** A {@code text[]} constant. */
  public static String array(List<String> values) {
    return values.isEmpty()
        ? "'{}'::text[]"
        : values.stream().map(SqlText::literal).collect(Collectors.joining(",", "ARRAY[", "]"));
  }

  /**
   * A statement in one line, with {@code ?} for each constant and without comments: what it does,
   * and none of the data that it does it with.
   */
  public static String withoutValues(String sql) {
    StringBuilder text = new StringBuilder();
    SqlScanner scanner = new SqlScanner(sql);
    int end = 0;
    while (scanner.next()) {
      if (scanner.start() > end && !text.isEmpty()) {
        text.append(' ');
      }
      end = scanner.end();
      text.append(scanner.isConstant() ? "?" : sql.substring(scanner.start(), end));
    }
    return text.toString();
  }

  /** An always quoted identifier. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
