package dev.athanor.engine.apply;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlStatement.Data;
import java.util.List;
import java.util.Optional;

/**
 * What goes to the server by itself: a text just as the bundle has it, or a COPY and its rows.
 *
 * @param sql the statements, as they are sent
 * @param text where the rows of a COPY stand
 * @param rows their place in it, for a COPY
 */
record Command(String sql, String text, Optional<Data> rows) {
  /** What data ends with; looking for it costs nothing beside reading all statements. */
  private static final String END_OF_DATA = "\n\\.";

  private static Command of(String text, SqlStatement statement) {
    return new Command(statement.textIn(text), text, statement.data());
  }

  /** A text as it is, without rows. */
  static Command whole(String text) {
    return new Command(text, text, Optional.empty());
  }

  /** A text as it is; statement by statement where it brings rows. */
  static List<Command> of(String text) {
    return text.contains(END_OF_DATA) ? single(List.of(text)) : List.of(whole(text));
  }

  /** Each statement by itself. */
  static List<Command> single(List<String> texts) {
    return texts.stream()
        .flatMap(text -> SqlStatement.stream(text).map(statement -> of(text, statement)))
        .toList();
  }
}
