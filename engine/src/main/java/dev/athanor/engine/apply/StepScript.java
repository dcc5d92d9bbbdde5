package dev.athanor.engine.apply;

import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A step's statements as they are sent, and how to find one again in an error. */
final class StepScript {
  /** What answers with a handful of bytes, so that a flight may go on behind it. */
  private static final List<String> QUIET =
      List.of(
          "CREATE",
          "ALTER",
          "DROP",
          "INSERT",
          "UPDATE",
          "DELETE",
          "COMMENT",
          "GRANT",
          "REVOKE",
          "SET",
          "RESET",
          "TRUNCATE",
          "LOCK",
          "MERGE",
          "SAVEPOINT",
          "RELEASE");

  /** Settings by which the server reads the very text that sets them. */
  private static final List<String> LEXICAL =
      List.of("standard_conforming_strings", "backslash_quote", "client_encoding");

  /** One command of the script and where it stands in the step's text. */
  record Piece(String sql, int start, int end) {}

  private final StringBuilder text = new StringBuilder();
  private final List<Piece> pieces = new ArrayList<>();
  private boolean quiet = true;
  private boolean oneMessage = true;

  StepScript(PlanStep step) {
    for (String sql : step.sql()) {
      add(sql);
    }
  }

  private void add(String sql) {
    List<SqlStatement> statements = SqlStatement.read(sql);
    for (SqlStatement statement : statements) {
      String one = sql.substring(statement.start(), statement.end());
      pieces.add(new Piece(one, text.length(), text.length() + one.length()));
      text.append(one).append("\n;\n");
      quiet &= isQuiet(statement);
      oneMessage &= statement.closed();
    }
    String lower = sql.toLowerCase(Locale.ROOT);
    oneMessage &= LEXICAL.stream().noneMatch(lower::contains);
  }

  private static boolean isQuiet(SqlStatement statement) {
    return QUIET.contains(statement.token(0).text()) && !statement.contains("RETURNING");
  }

  /** The commands, each with its terminator. */
  String text() {
    return text.toString();
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** Whether the answers are small enough that more may be sent before they are read. */
  boolean quiet() {
    return quiet;
  }

  /** Whether the commands may go in one message, which the server parses before it runs any. */
  boolean oneMessage() {
    return oneMessage;
  }
}
