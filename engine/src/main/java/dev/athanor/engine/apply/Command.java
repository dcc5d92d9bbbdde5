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

  /** The texts whole, but for those that bring rows. */
  static List<Command> of(List<String> texts) {
    return texts.stream()
        .flatMap(
            text ->
                text.contains(END_OF_DATA)
                    ? SqlStatement.stream(text).map(statement -> of(text, statement))
                    : java.util.stream.Stream.of(new Command(text, text, Optional.empty())))
        .toList();
  }

  /** Each statement by itself. */
  static List<Command> single(List<String> texts) {
    return texts.stream()
        .flatMap(text -> SqlStatement.stream(text).map(statement -> of(text, statement)))
        .toList();
  }
}
