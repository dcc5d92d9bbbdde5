package dev.athanor.engine.sql;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Printable;
import dev.athanor.engine.model.Reason;
import java.util.List;

/**
 * A script for psql, as it grows. What psql would put a variable's value in place of, or run, is
 * written so that it does not.
 */
public final class PsqlScript {
  private static final int SHOWN = 80;

  private final StringBuilder text = new StringBuilder();

  /** A line of our own. */
  public PsqlScript line(String line) {
    text.append(line).append('\n');
    return this;
  }

  /** A comment of one line. */
  public PsqlScript comment(String comment) {
    return line("-- " + Printable.line(comment));
  }

  /** Has psql say something. */
  public PsqlScript echo(String said) {
    return line("\\echo '" + Printable.line(said).replace("\\", "\\\\").replace("'", "''") + "'");
  }

  /** A query of one row, whose columns become variables of psql's; nothing is printed. */
  public PsqlScript set(String query) {
    return line(query + " \\gset");
  }

  /**
   * Ends the script with an error, and with it a transaction that is open.
   *
   * @param complaint SQL of a text that says why; null to go on
   */
  public PsqlScript refuse(String complaint) {
    return set("SELECT coalesce('athanor: ' || " + complaint + ", '1')::int AS athanor_ok");
  }

  /** Statements of ours. */
  public PsqlScript run(List<String> statements) {
    statements.forEach(statement -> line(statement + ";"));
    return this;
  }

  /** A text of somebody's, which may hold several statements, end in a comment, and bring rows. */
  public PsqlScript verbatim(String sql) {
    text.append(escaped(sql)).append("\n;\n");
    return this;
  }

  /**
   * A text as psql has to read it so that the server gets what it means.
   *
   * @throws AthanorException UNSAFE_CHANGELOG for a command of psql's, which would be run, and for
   *     what is not closed, which would swallow the rest of a script: the server refuses either
   */
  public static String escaped(String sql) {
    StringBuilder escaped = new StringBuilder();
    int written = 0;
    for (SqlStatement statement : SqlStatement.in(sql)) {
      requireReadable(sql, statement);
      // Element by element, for a statement keeps its first ones only.
      SqlScanner scanner = new SqlScanner(sql);
      scanner.moveTo(statement.start());
      while (scanner.next() && scanner.start() < statement.end()) {
        if (isVariable(sql, scanner)) {
          // Between a colon and a name, a space means nothing to PostgreSQL.
          escaped.append(sql, written, scanner.end()).append(' ');
          written = scanner.end();
        }
      }
    }
    return escaped.append(sql, written, sql.length()).toString();
  }

  private static void requireReadable(String sql, SqlStatement statement) {
    if (statement.fault() != SqlStatement.Fault.NONE) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG,
          "psql would not read as the server does: "
              + Printable.line(Cut.head(statement.textIn(sql), SHOWN)),
          "Compile the bundle again, which names the changeset and the line.");
    }
  }

  /** An array's {@code [1:n]}, which psql reads as its variable {@code n} where it has one. */
  private static boolean isVariable(String sql, SqlScanner scanner) {
    int at = scanner.start();
    if (!scanner.is(':') || at + 1 == sql.length()) {
      return false;
    }
    char next = sql.charAt(at + 1);
    boolean cast = at > 0 && sql.charAt(at - 1) == ':';
    return !cast && (Character.isLetterOrDigit(next) || "_'\"{".indexOf(next) >= 0);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
