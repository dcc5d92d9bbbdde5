package dev.athanor.engine.sql;

/**
 * One lexical element of PostgreSQL's SQL; white space and comments are none.
 *
 * @param kind what it is
 * @param text as written; a {@link Kind#WORD} is upper-cased
 * @param start offset of its first character in the text it was read from
 */
public record SqlToken(Kind kind, String text, int start) {

  /** What an element is. */
  public enum Kind {
    /** A keyword or an unquoted identifier. */
    WORD,
    /** A quoted identifier, quotes included. */
    QUOTED,
    /** A string constant of any form, quotes included. */
    STRING,
    /** Anything else: an operator, a number, a parenthesis. */
    SYMBOL
  }

  /** Whether this is the unquoted word {@code word}, given in upper case. */
  public boolean is(String word) {
    return kind != Kind.QUOTED && kind != Kind.STRING && text.equals(word);
  }

  /** The name this stands for: unquoted as PostgreSQL folds it. */
  public String name() {
    return kind == Kind.QUOTED
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : text.toLowerCase(java.util.Locale.ROOT);
  }
}
