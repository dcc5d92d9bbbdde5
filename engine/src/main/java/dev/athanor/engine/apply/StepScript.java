package dev.athanor.engine.apply;

import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.sql.SqlStatement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/** A step's texts, how they may be sent, and how to find a statement of theirs in an error. */
final class StepScript {
  /** Between texts that go in one message: a line's end first, for a text may end in a comment. */
  private static final String BETWEEN = "\n;\n";

  /** UTF-16 units: a longer text is not copied into a message with others. */
  private static final int LONG = 256 * 1024;

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
  private static final Pattern LEXICAL =
      Pattern.compile("(?i)standard_conforming_strings|backslash_quote|client_encoding");

  /** One statement of the script and where it stands in the step's text. */
  record Piece(String sql, int start, int end) {}

  private final List<String> texts;

  /** Which of the texts go in no message with others. */
  private final BitSet alone = new BitSet();

  private boolean quiet = true;

  StepScript(PlanStep step) {
    texts = step.sql();
    for (int i = 0; i < texts.size(); i++) {
      alone.set(i, !isJoined(texts.get(i)));
    }
  }

  private boolean isJoined(String text) {
    if (text.length() > LONG || LEXICAL.matcher(text).find()) {
      return false;
    }
    boolean joined = true;
    for (SqlStatement statement : SqlStatement.in(text)) {
      quiet &= isQuiet(statement);
      joined &= statement.closed() && statement.data().isEmpty();
    }
    return joined;
  }

  private static boolean isQuiet(SqlStatement statement) {
    return QUIET.contains(statement.firstWord())
        && statement.complete()
        && !statement.contains("RETURNING");
  }

  /** The texts as they go in one message, each behind the other. */
  String text() {
    StringBuilder text = new StringBuilder();
    texts.forEach(each -> text.append(each).append(BETWEEN));
    return text.toString();
  }

  /** The statements of {@link #text}. */
  List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>();
    int before = 0;
    for (String text : texts) {
      for (SqlStatement statement : SqlStatement.in(text)) {
        pieces.add(
            new Piece(
                statement.textIn(text), before + statement.start(), before + statement.end()));
      }
      before += text.length() + BETWEEN.length();
    }
    return pieces;
  }

  /** Whether the answers are small enough that more may be sent before they are read. */
  boolean quiet() {
    return quiet;
  }

  /**
   * Whether the texts may go in one message, which the server parses before it runs any. Where they
   * end has to be known for sure, and none may change how the next is read.
   */
  boolean oneMessage() {
    return alone.isEmpty() && texts.stream().mapToLong(String::length).sum() <= LONG;
  }

  /** The texts in order: many short ones together, others by themselves. */
  List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    StringBuilder together = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (alone.get(i) || together.length() + text.length() > LONG) {
        flush(together, commands);
      }
      if (alone.get(i)) {
        commands.addAll(Command.of(text));
      } else {
        together.append(text).append(BETWEEN);
      }
    }
    flush(together, commands);
    return commands;
  }

  private static void flush(StringBuilder together, List<Command> commands) {
    if (!together.isEmpty()) {
      commands.add(Command.whole(together.toString()));
      together.setLength(0);
    }
  }
}
