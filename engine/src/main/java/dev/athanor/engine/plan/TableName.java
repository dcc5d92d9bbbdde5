package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;

/** Reads a possibly qualified name out of a statement. */
final class TableName {
  private TableName() {}

  /** The name that starts at token {@code index}, past ONLY and IF [NOT] EXISTS. */
  static String at(SqlStatement statement, int index) {
    int at = start(statement, index);
    StringBuilder name = new StringBuilder();
    SqlToken token = statement.token(at);
    while (token != null) {
      name.append(token.name());
      SqlToken dot = statement.token(at + 1);
      if (dot == null || !dot.is(".")) {
        break;
      }
      name.append('.');
      at += 2;
      token = statement.token(at);
    }
    return name.toString();
  }

  /** Index of the first token behind that name, behind the arguments of a function, too. */
  static int end(SqlStatement statement, int index) {
    int at = start(statement, index) + 1;
    while (is(statement, at, ".")) {
      at += 2;
    }
    if (is(statement, at, "*")) {
      at++;
    }
    if (is(statement, at, "(")) {
      int depth = 0;
      do {
        depth += is(statement, at, "(") ? 1 : is(statement, at, ")") ? -1 : 0;
        at++;
      } while (depth > 0 && statement.token(at) != null);
    }
    return Math.min(at, statement.tokens().size());
  }

  private static int start(SqlStatement statement, int index) {
    int at = index;
    while (is(statement, at, "ONLY")
        || is(statement, at, "IF")
        || is(statement, at, "NOT")
        || is(statement, at, "EXISTS")) {
      at++;
    }
    return at;
  }

  private static boolean is(SqlStatement statement, int index, String word) {
    SqlToken token = statement.token(index);
    return token != null && token.is(word);
  }
}
