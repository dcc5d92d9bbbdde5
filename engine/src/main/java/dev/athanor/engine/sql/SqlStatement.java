package dev.athanor.engine.sql;

import java.util.List;

/**
 * One statement of a script.
 *
 * @param start offset of its first token
 * @param end offset behind its last token, terminator excluded
 * @param tokens never empty
 * @param closed false when a quote, a comment, a dollar quote or a parenthesis is left open
 */
public record SqlStatement(int start, int end, List<SqlToken> tokens, boolean closed) {

  /**
   * The statements of {@code sql} in order, by PostgreSQL's own lexical rules; empty ones are left
   * out.
   */
  public static List<SqlStatement> read(String sql) {
    return SqlLexer.split(sql);
  }

  /** Whether the statement begins with these upper-case words. */
  public boolean startsWith(String... words) {
    if (tokens.size() < words.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!tokens.get(i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether the words stand next to each other anywhere in the statement. */
  public boolean contains(String... words) {
    return indexOf(0, words) >= 0;
  }

  /** Index of the first token from {@code from} on at which {@code words} begin, or -1. */
  public int indexOf(int from, String... words) {
    outer:
    for (int i = from; i + words.length <= tokens.size(); i++) {
      for (int j = 0; j < words.length; j++) {
        if (!tokens.get(i + j).is(words[j])) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }

  /** The token at {@code index}, or null behind the end. */
  public SqlToken token(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : null;
  }
}
