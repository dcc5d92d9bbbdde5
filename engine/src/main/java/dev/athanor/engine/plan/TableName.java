package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;

/** Reads a possibly qualified name out of a statement. */
final class TableName {
  private TableName() {}

  /** The name that starts at token {@code index}, past ONLY and IF [NOT] EXISTS. */
  static String at(SqlStatement statement, int index) {
    int at = index;
    while (statement.token(at) != null
        && (statement.token(at).is("ONLY")
            || statement.token(at).is("IF")
            || statement.token(at).is("NOT")
            || statement.token(at).is("EXISTS"))) {
      at++;
    }
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
}
