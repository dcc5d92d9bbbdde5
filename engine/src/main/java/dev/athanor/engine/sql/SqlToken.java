package dev.athanor.engine.sql;

import java.util.List;

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

  private static final int CASE = 'a' - 'A';

  /** Whether this is the unquoted word {@code word}, given in upper case. */
  public boolean is(String word) {
    return kind != Kind.QUOTED && kind != Kind.STRING && text.equals(word);
  }

  /** Whether these upper-case words begin at {@code index}. */
  public static boolean areAt(List<SqlToken> tokens, int index, String... words) {
    if (index + words.length > tokens.size()) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!tokens.get(index + i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** The name this stands for: unquoted as PostgreSQL folds it, which is ASCII letters only. */
  public String name() {
    if (kind == Kind.QUOTED) {
      return text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
    StringBuilder name = new StringBuilder(text);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        name.setCharAt(i, (char) (c + CASE));
      }
    }
    return name.toString();
  }

  /** Upper case as PostgreSQL compares keywords: a long s is no S. */
  static String upper(String word) {
    StringBuilder upper = new StringBuilder(word);
    for (int i = 0; i < upper.length(); i++) {
      upper.setCharAt(i, upper(upper.charAt(i)));
    }
    return upper.toString();
  }

  static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - CASE) : c;
  }
}
