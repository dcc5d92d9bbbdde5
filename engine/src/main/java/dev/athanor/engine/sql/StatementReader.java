package dev.athanor.engine.sql;

import dev.athanor.engine.sql.SqlStatement.Data;
import dev.athanor.engine.sql.SqlStatement.Fault;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Finds where statements end: at a semicolon, but not in parentheses (a rule's commands) nor in a
 * function's {@code BEGIN ATOMIC} body. Behind {@code COPY … FROM STDIN;} stands its data, as in
 * psql's scripts.
 *
 * <p>One statement at a time, and only its first elements are kept: a changeset may be one INSERT
 * of fifty megabytes.
 */
final class StatementReader implements Iterator<SqlStatement> {
  /** Of no statement is more asked; only data is longer. */
  static final int MAX_TOKENS = 16_384;

  private final String sql;
  private final SqlScanner scanner;
  private SqlStatement next;
  private List<SqlToken> tokens;
  private boolean complete;
  private int end;
  private int parentheses;
  private boolean unbalanced;
  private boolean atomic;
  private boolean afterBegin;
  private boolean atBodyStatement;
  private int command;
  private boolean ended;

  StatementReader(String sql) {
    this.sql = sql;
    this.scanner = new SqlScanner(sql);
    this.next = read();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public SqlStatement next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    SqlStatement statement = next;
    next = read();
    return statement;
  }

  /** The next statement that is not empty, or null. */
  private SqlStatement read() {
    if (ended) {
      return null;
    }
    begin();
    while (scanner.next()) {
      if (!scanner.is(';') || parentheses > 0 || atomic) {
        take();
        if (command >= 0) {
          return statement(Optional.empty());
        }
      } else if (!tokens.isEmpty()) {
        return statement(data());
      }
    }
    ended = true;
    if (tokens.isEmpty() && scanner.isOpen()) {
      // Nothing but a comment that is never closed: say so rather than drop it.
      tokens.add(new SqlToken(SqlToken.Kind.SYMBOL, "/*", sql.length()));
      end = sql.length();
    }
    return tokens.isEmpty() ? null : statement(Optional.empty());
  }

  private void begin() {
    tokens = new ArrayList<>();
    complete = true;
    parentheses = 0;
    unbalanced = false;
    atomic = false;
    afterBegin = false;
    atBodyStatement = false;
    command = -1;
  }

  private void take() {
    if (tokens.size() < MAX_TOKENS) {
      tokens.add(scanner.token());
    } else {
      complete = false;
    }
    end = scanner.end();
    if (scanner.is('(')) {
      parentheses++;
    } else if (scanner.is(')')) {
      unbalanced |= parentheses == 0;
      parentheses = Math.max(0, parentheses - 1);
    } else if (scanner.is('\\')) {
      command = scanner.start();
      int line = sql.indexOf('\n', command);
      scanner.moveTo(line < 0 ? sql.length() : line);
    }
    trackBody();
  }

  /**
   * In a body each statement ends with a semicolon, so what ends the body is the END that stands
   * where a statement could begin: any other belongs to a CASE, or is a name.
   */
  private void trackBody() {
    if (parentheses > 0) {
      afterBegin = false;
      return;
    }
    if (atomic) {
      atomic = !(atBodyStatement && scanner.isWord("END"));
      atBodyStatement = scanner.is(';');
    } else if (afterBegin && scanner.isWord("ATOMIC") && createsRoutine()) {
      atomic = true;
      atBodyStatement = true;
    }
    afterBegin = scanner.isWord("BEGIN");
  }

  private boolean createsRoutine() {
    int at = tokens.size() > 2 && tokens.get(1).is("OR") && tokens.get(2).is("REPLACE") ? 3 : 1;
    return tokens.get(0).is("CREATE")
        && tokens.size() > at
        && (tokens.get(at).is("FUNCTION") || tokens.get(at).is("PROCEDURE"));
  }

  private SqlStatement statement(Optional<Data> data) {
    Fault fault = Fault.NONE;
    if (command >= 0) {
      fault = Fault.PSQL_COMMAND;
    } else if (scanner.isOpen() || parentheses > 0 || unbalanced || atomic) {
      fault = Fault.UNCLOSED;
    }
    return new SqlStatement(tokens.get(0).start(), end, tokens, complete, fault, data);
  }

  /** What stands behind the line of COPY's semicolon, up to a line of {@code \.}. */
  private Optional<Data> data() {
    if (!SqlStatement.copiesFromClient(tokens)) {
      return Optional.empty();
    }
    int start = lineAfter(scanner.end());
    String rest = sql.substring(scanner.end(), start).strip();
    if (!rest.isEmpty() && !rest.startsWith("--")) {
      return Optional.empty();
    }
    for (int line = start; line < sql.length(); line = lineAfter(line)) {
      if (sql.startsWith("\\.", line) && isLineEnd(line + 2)) {
        scanner.moveTo(line + 2);
        return Optional.of(new Data(start, line));
      }
    }
    return Optional.empty();
  }

  private int lineAfter(int offset) {
    int line = sql.indexOf('\n', offset);
    return line < 0 ? sql.length() : line + 1;
  }

  private boolean isLineEnd(int offset) {
    int at = offset < sql.length() && sql.charAt(offset) == '\r' ? offset + 1 : offset;
    return at >= sql.length() || sql.charAt(at) == '\n';
  }
}
