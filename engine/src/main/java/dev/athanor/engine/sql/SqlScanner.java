package dev.athanor.engine.sql;

import dev.athanor.engine.sql.SqlToken.Kind;

/**
 * Reads SQL text element by element, by PostgreSQL's own lexical rules ({@code scan.l}, with {@code
 * standard_conforming_strings} on). A test holds it against psql and the server.
 */
final class SqlScanner {
  private static final char NONE = '\0';

  private final String sql;
  private int at;
  private int start;
  private Kind kind;
  private boolean open;
  private int nested = -1;

  SqlScanner(String sql) {
    this.sql = sql;
  }

  /** Moves to the next element, past blanks and comments; false when there is none. */
  boolean next() {
    skipBlanksAndComments();
    start = at;
    if (at >= sql.length()) {
      return false;
    }
    char c = sql.charAt(at);
    if (c == '\'') {
      string(false);
    } else if (c == '"') {
      quoted('"', false);
      kind = Kind.QUOTED;
    } else if (c == '$') {
      dollar();
    } else if (isIdentifierStart(c)) {
      word(c);
    } else if (isDigit(c) || c == '.' && isDigit(peek(1))) {
      number();
    } else {
      at++;
      kind = Kind.SYMBOL;
    }
    return true;
  }

  /** Offset of the element's first character. */
  int start() {
    return start;
  }

  /** Offset behind the element's last character. */
  int end() {
    return at;
  }

  /** Goes on from there. */
  void moveTo(int offset) {
    at = offset;
  }

  Kind kind() {
    return kind;
  }

  /** Whether a quote or a comment reaches to the end of the text. */
  boolean isOpen() {
    return open;
  }

  /** Whether the element is a string or a number. */
  boolean isConstant() {
    char first = sql.charAt(start);
    return kind == Kind.STRING || isDigit(first) || first == '.' && at > start + 1;
  }

  /** Offset of the first comment within a comment passed so far, or -1. */
  int nestedComment() {
    return nested;
  }

  /** Whether the element is this one character. */
  boolean is(char symbol) {
    return kind == Kind.SYMBOL && at == start + 1 && sql.charAt(start) == symbol;
  }

  /** Whether the element is this unquoted word, given in upper case. */
  boolean isWord(String word) {
    if (kind != Kind.WORD || at - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (SqlToken.upper(sql.charAt(start + i)) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  SqlToken token() {
    String text = sql.substring(start, at);
    return new SqlToken(kind, kind == Kind.WORD ? SqlToken.upper(text) : text, start);
  }

  private void skipBlanksAndComments() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (isBlank(c)) {
        at++;
      } else if (c == '-' && peek(1) == '-') {
        at = lineEnd(at);
      } else if (c == '/' && peek(1) == '*') {
        comment();
      } else {
        return;
      }
    }
  }

  private void comment() {
    int depth = 0;
    do {
      if (at + 1 >= sql.length()) {
        open = true;
        at = sql.length();
        return;
      }
      if (sql.charAt(at) == '/' && peek(1) == '*') {
        if (depth++ > 0 && nested < 0) {
          nested = at;
        }
        at += 2;
      } else if (sql.charAt(at) == '*' && peek(1) == '/') {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0);
  }

  /** A constant goes on where another quote follows behind a line's end. */
  private void string(boolean backslashes) {
    quoted('\'', backslashes);
    for (int more = continuation(); more >= 0; more = continuation()) {
      at = more;
      quoted('\'', backslashes);
    }
    kind = Kind.STRING;
  }

  /** Where the quote stands that takes the constant further, or -1. */
  private int continuation() {
    boolean newLine = false;
    int i = at;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (isBlank(c)) {
        newLine |= c == '\n' || c == '\r';
        i++;
      } else if (c == '-' && i + 1 < sql.length() && sql.charAt(i + 1) == '-') {
        i = lineEnd(i);
      } else {
        return c == '\'' && newLine ? i : -1;
      }
    }
    return -1;
  }

  private void quoted(char quote, boolean backslashes) {
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == '\\' && backslashes) {
        at++;
      } else if (c == quote) {
        if (peek(0) != quote) {
          return;
        }
        at++;
      }
    }
    at = sql.length();
    open = true;
  }

  /** A dollar quote, a parameter or nothing. */
  private void dollar() {
    int tag = tagEnd();
    if (tag < 0) {
      at++;
      kind = Kind.SYMBOL;
      if (isDigit(peek(0))) {
        skipDigits();
        skipJunk();
      }
      return;
    }
    String delimiter = sql.substring(at, tag);
    int end = sql.indexOf(delimiter, tag);
    open |= end < 0;
    at = end < 0 ? sql.length() : end + delimiter.length();
    kind = Kind.STRING;
  }

  /** Offset behind the {@code $tag$} that begins here, or -1. */
  private int tagEnd() {
    int i = at + 1;
    while (i < sql.length() && sql.charAt(i) != '$') {
      char c = sql.charAt(i);
      if (!isIdentifierStart(c) && !(i > at + 1 && isDigit(c))) {
        return -1;
      }
      i++;
    }
    return i < sql.length() ? i + 1 : -1;
  }

  private void word(char c) {
    if (peek(1) == '\'' && "eEbBxXnN".indexOf(c) >= 0) {
      at++;
      string(c == 'e' || c == 'E');
    } else if ((c == 'u' || c == 'U') && peek(1) == '&' && peek(2) == '\'') {
      at += 2;
      string(false);
    } else if ((c == 'u' || c == 'U') && peek(1) == '&' && peek(2) == '"') {
      at += 2;
      quoted('"', false);
      kind = Kind.SYMBOL;
    } else {
      while (at < sql.length() && isIdentifierPart(sql.charAt(at))) {
        at++;
      }
      kind = Kind.WORD;
    }
  }

  private void number() {
    skipDigits();
    if (peek(0) == '.' && peek(1) != '.') {
      at++;
      skipDigits();
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      boolean signed = peek(1) == '+' || peek(1) == '-';
      if (signed || isDigit(peek(1))) {
        at += signed ? 2 : 1;
        skipDigits();
      }
    }
    skipJunk();
    kind = Kind.SYMBOL;
  }

  /** A letter right behind a number belongs to it, and makes it an error. */
  private void skipJunk() {
    if (isIdentifierStart(peek(0))) {
      at++;
    }
  }

  private void skipDigits() {
    while (isDigit(peek(0))) {
      at++;
    }
  }

  private int lineEnd(int from) {
    int i = from;
    while (i < sql.length() && sql.charAt(i) != '\n' && sql.charAt(i) != '\r') {
      i++;
    }
    return i;
  }

  private char peek(int ahead) {
    return at + ahead < sql.length() ? sql.charAt(at + ahead) : NONE;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isIdentifierStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
  }

  private static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c) || c == '$';
  }
}
