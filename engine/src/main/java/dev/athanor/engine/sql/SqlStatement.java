package dev.athanor.engine.sql;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One statement of a script.
 *
 * @param start offset of its first token
 * @param end offset behind its last token, terminator excluded
 * @param tokens its first tokens, never empty
 * @param complete whether these are all of them: a statement of many thousands is data
 * @param fault what keeps PostgreSQL from reading it
 * @param data where the lines stand that a {@code COPY … FROM STDIN} reads
 */
public record SqlStatement(
    int start, int end, List<SqlToken> tokens, boolean complete, Fault fault, Optional<Data> data) {

  /** What keeps PostgreSQL from reading a statement. */
  public enum Fault {
    NONE,
    /** A quote, a comment or a body is left open, or a parenthesis has no other. */
    UNCLOSED,
    /** It ends at a command of psql's, which PostgreSQL does not know. */
    PSQL_COMMAND
  }

  /**
   * The lines between a COPY's semicolon and the line {@code \.}.
   *
   * @param start offset of the first line
   * @param end offset of the line {@code \.}
   */
  public record Data(int start, int end) {}

  public SqlStatement {
    Objects.requireNonNull(tokens, "tokens");
    Objects.requireNonNull(fault, "fault");
    Objects.requireNonNull(data, "data");
  }

  /** The statements of {@code sql} in order, by PostgreSQL's own rules; empty ones are left out. */
  public static List<SqlStatement> read(String sql) {
    return stream(sql).toList();
  }

  /** The same, one at a time, for texts of any length. */
  public static Iterable<SqlStatement> in(String sql) {
    return () -> new StatementReader(sql);
  }

  /** The same as a stream. */
  public static Stream<SqlStatement> stream(String sql) {
    return StreamSupport.stream(in(sql).spliterator(), false);
  }

  /** Whether PostgreSQL can tell its end. */
  public boolean closed() {
    return fault != Fault.UNCLOSED;
  }

  /** The statement as it stands in {@code sql}, which it was read from; without COPY's data. */
  public String textIn(String sql) {
    return sql.substring(start, end);
  }

  /** The same with COPY's data, where it has any, as psql reads it. */
  public String scriptIn(String sql) {
    return data.map(lines -> sql.substring(start, lines.end()) + "\\.")
        .orElseGet(() -> textIn(sql));
  }

  /** Whether it reads rows from the client. */
  public boolean copiesFromClient() {
    return copiesFromClient(tokens);
  }

  /** Not {@code COPY (SELECT … FROM stdin) TO …}, which reads a table of that name. */
  static boolean copiesFromClient(List<SqlToken> tokens) {
    if (!tokens.get(0).is("COPY") || tokens.size() < 4 || tokens.get(1).is("(")) {
      return false;
    }
    for (int i = 2; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).is("FROM")) {
        return tokens.get(i + 1).is("STDIN");
      }
    }
    return false;
  }

  /** Whether the statement begins with these upper-case words. */
  public boolean startsWith(String... words) {
    return isAt(0, words);
  }

  /** Whether the words stand next to each other anywhere in the statement. */
  public boolean contains(String... words) {
    return indexOf(0, words) >= 0;
  }

  /** Index of the first token from {@code from} on at which {@code words} begin, or -1. */
  public int indexOf(int from, String... words) {
    for (int i = from; i + words.length <= tokens.size(); i++) {
      if (isAt(i, words)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isAt(int index, String... words) {
    return SqlToken.areAt(tokens, index, words);
  }

  /** The token at {@code index}, or null behind the end. */
  public SqlToken token(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : null;
  }

  /** The first word, or an empty text where it begins with none. */
  public String firstWord() {
    return tokens.get(0).kind() == SqlToken.Kind.WORD ? tokens.get(0).text() : "";
  }
}
