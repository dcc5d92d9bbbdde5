package dev.athanor.engine.sql;

import java.util.OptionalInt;

/** What a whole script says to PostgreSQL, element by element. */
public final class SqlElements {
  private final SqlScanner scanner;
  private boolean atStart = true;

  private SqlElements(String sql) {
    this.scanner = new SqlScanner(sql);
  }

  /** Whether two scripts differ in blanks, comments and empty statements alone. */
  public static boolean same(String one, String other) {
    SqlElements left = new SqlElements(one);
    SqlElements right = new SqlElements(other);
    while (true) {
      String next = left.next(one);
      if (!next.equals(right.next(other))) {
        return false;
      }
      if (next.isEmpty()) {
        return true;
      }
    }
  }

  /** A script for people: as it stands, and ended where its last statement has no end. */
  public static String ended(String sql) {
    String text = sql.strip();
    SqlStatement last = null;
    for (SqlStatement statement : SqlStatement.in(text)) {
      last = statement;
    }
    if (last == null || last.data().isPresent() || !last.closed()) {
      return text;
    }
    SqlScanner rest = new SqlScanner(text);
    rest.moveTo(last.end());
    return rest.next() && rest.is(';')
        ? text
        : text.substring(0, last.end()) + ";" + text.substring(last.end());
  }

  /** Offset of the first comment that stands in a comment. */
  public static OptionalInt nestedComment(String sql) {
    int first = sql.indexOf("/*");
    if (first < 0 || sql.indexOf("/*", first + 2) < 0) {
      // Without two there is none; nearly all scripts end here, however long they are.
      return OptionalInt.empty();
    }
    SqlScanner scanner = new SqlScanner(sql);
    boolean more = true;
    while (more && scanner.nestedComment() < 0) {
      more = scanner.next();
    }
    return scanner.nestedComment() < 0
        ? OptionalInt.empty()
        : OptionalInt.of(scanner.nestedComment());
  }

  /** The next element; several terminators are one, and none at either end; empty at the end. */
  private String next(String sql) {
    boolean terminated = false;
    while (scanner.next()) {
      if (!scanner.is(';')) {
        String element = sql.substring(scanner.start(), scanner.end());
        boolean separates = terminated && !atStart;
        atStart = false;
        return separates ? ";" + element : element;
      }
      terminated = true;
    }
    return "";
  }
}
