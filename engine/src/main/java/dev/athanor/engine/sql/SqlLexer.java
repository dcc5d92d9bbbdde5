package dev.athanor.engine.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits SQL text into statements by PostgreSQL's own lexical rules ({@code scan.l}, with {@code
 * standard_conforming_strings} on): nested comments, dollar quotes, escape strings, and the bodies
 * of {@code BEGIN ATOMIC} functions and of rules, whose semicolons end nothing.
 */
final class SqlLexer {
  private final String sql;
  private final List<SqlStatement> statements = new ArrayList<>();
  private List<SqlToken> tokens = new ArrayList<>();
  private int at;
  private int parentheses;
  private int atomicBlocks;
  private boolean open;
  private int tokenEnd;

  private SqlLexer(String sql) {
    this.sql = sql;
  }

  /** The statements of {@code sql} in order; empty ones are left out. */
  static List<SqlStatement> split(String sql) {
    SqlLexer script = new SqlLexer(sql);
    script.run();
    return List.copyOf(script.statements);
  }

  private void run() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == ' ' || c >= '\t' && c <= '\r') {
        at++;
      } else if (c == '-' && peek(1) == '-') {
        skipLine();
      } else if (c == '/' && peek(1) == '*') {
        skipComment();
      } else if (c == ';' && parentheses <= 0 && atomicBlocks == 0) {
        endStatement();
        at++;
      } else {
        readToken(c);
      }
    }
    endStatement();
    if (open && statements.isEmpty()) {
      // Nothing but an unclosed comment: say so rather than drop it.
      statements.add(
          new SqlStatement(
              0, sql.length(), List.of(new SqlToken(SqlToken.Kind.SYMBOL, sql, 0)), false));
    }
  }

  private void endStatement() {
    if (!tokens.isEmpty()) {
      statements.add(
          new SqlStatement(
              tokens.get(0).start(),
              tokenEnd,
              tokens,
              !open && parentheses == 0 && atomicBlocks == 0));
      tokens = new ArrayList<>();
    } else if (open && !statements.isEmpty()) {
      SqlStatement last = statements.remove(statements.size() - 1);
      statements.add(new SqlStatement(last.start(), sql.length(), last.tokens(), false));
    }
    parentheses = 0;
    atomicBlocks = 0;
  }

  private void readToken(char c) {
    int start = at;
    if (c == '\'') {
      skipQuoted('\'', false);
      add(SqlToken.Kind.STRING, start);
    } else if (c == '"') {
      skipQuoted('"', false);
      add(SqlToken.Kind.QUOTED, start);
    } else if (c == '$' && dollarTag() != null) {
      skipDollarQuoted(dollarTag());
      add(SqlToken.Kind.STRING, start);
    } else if (isIdentifierStart(c)) {
      readWord(start);
    } else if (c >= '0' && c <= '9') {
      while (at < sql.length()
          && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
        at++;
      }
      add(SqlToken.Kind.SYMBOL, start);
    } else {
      at++;
      parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
      add(SqlToken.Kind.SYMBOL, start);
    }
  }

  private void readWord(int start) {
    char c = sql.charAt(start);
    if (peek(1) == '\'' && "eEbBxXnN".indexOf(c) >= 0) {
      at++;
      skipQuoted('\'', c == 'e' || c == 'E');
      add(SqlToken.Kind.STRING, start);
      return;
    }
    if ((c == 'u' || c == 'U')
        && peek(1) == '&'
        && start + 2 < sql.length()
        && (sql.charAt(start + 2) == '\'' || sql.charAt(start + 2) == '"')) {
      at += 2;
      char quote = sql.charAt(at);
      skipQuoted(quote, false);
      add(quote == '"' ? SqlToken.Kind.SYMBOL : SqlToken.Kind.STRING, start);
      return;
    }
    while (at < sql.length() && isIdentifierPart(sql.charAt(at))) {
      at++;
    }
    String word = sql.substring(start, at).toUpperCase(Locale.ROOT);
    trackAtomicBlocks(word);
    tokenEnd = at;
    tokens.add(new SqlToken(SqlToken.Kind.WORD, word, start));
  }

  private void trackAtomicBlocks(String word) {
    if (word.equals("ATOMIC")
        && !tokens.isEmpty()
        && tokens.get(tokens.size() - 1).is("BEGIN")
        && tokens.get(0).is("CREATE")) {
      atomicBlocks++;
    } else if (atomicBlocks > 0 && word.equals("CASE")) {
      atomicBlocks++;
    } else if (atomicBlocks > 0 && word.equals("END")) {
      atomicBlocks--;
    }
  }

  private void add(SqlToken.Kind kind, int start) {
    tokenEnd = at;
    tokens.add(new SqlToken(kind, sql.substring(start, at), start));
  }

  private void skipLine() {
    while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
      at++;
    }
  }

  private void skipComment() {
    int depth = 0;
    do {
      if (at + 1 >= sql.length()) {
        open = true;
        at = sql.length();
        return;
      }
      if (sql.charAt(at) == '/' && peek(1) == '*') {
        depth++;
        at += 2;
      } else if (sql.charAt(at) == '*' && peek(1) == '/') {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0);
  }

  private void skipQuoted(char quote, boolean backslashes) {
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == '\\' && backslashes) {
        at++;
      } else if (c == quote) {
        if (at < sql.length() && sql.charAt(at) == quote) {
          at++;
        } else {
          return;
        }
      }
    }
    at = sql.length();
    open = true;
  }

  /** The opening {@code $tag$} that stands here, or null when this is no dollar quote. */
  private String dollarTag() {
    int end = at + 1;
    while (end < sql.length() && sql.charAt(end) != '$') {
      char c = sql.charAt(end);
      boolean first = end == at + 1;
      if (first ? !isIdentifierStart(c) : !isIdentifierPart(c)) {
        return null;
      }
      end++;
    }
    return end < sql.length() ? sql.substring(at, end + 1) : null;
  }

  private void skipDollarQuoted(String tag) {
    int end = sql.indexOf(tag, at + tag.length());
    if (end < 0) {
      open = true;
      at = sql.length();
    } else {
      at = end + tag.length();
    }
  }

  private char peek(int ahead) {
    return at + ahead < sql.length() ? sql.charAt(at + ahead) : '\0';
  }

  private static boolean isIdentifierStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
  }

  private static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || c >= '0' && c <= '9' || c == '$';
  }
}
