package dev.athanor.autogenerate.write;

import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts in what a person said existing rows get: right before it is proved that every row has it,
 * and behind the check that keeps new rows from going without, so that the update misses none.
 */
final class Backfills {
  private final Map<String, String> expressions = new LinkedHashMap<>();

  /**
   * @param expressions {@code table.column} to an SQL expression; to nothing where no row is
   *     without a value
   */
  Backfills(Map<String, String> expressions) {
    expressions.forEach(
        (column, value) -> this.expressions.put(column.toLowerCase(Locale.ROOT), value.strip()));
  }

  List<List<DdlStatement>> into(List<List<DdlStatement>> groups) {
    return groups.stream().map(this::filled).toList();
  }

  private List<DdlStatement> filled(List<DdlStatement> group) {
    List<DdlStatement> filled = new ArrayList<>();
    for (DdlStatement statement : group) {
      Optional<String> value = value(statement);
      value
          .filter(expression -> !expression.isEmpty())
          .ifPresent(expression -> filled.add(update(statement, expression)));
      filled.add(value.isPresent() ? with(statement, statement.sql()) : statement);
    }
    return filled;
  }

  /** Whether existing rows need a value before this statement, and nobody has said which. */
  static boolean isOpen(DdlStatement statement) {
    return statement.subject().kind() == Kind.COLUMN && !statement.comment().isEmpty();
  }

  private Optional<String> value(DdlStatement statement) {
    ObjectId id = statement.subject();
    if (!isOpen(statement)) {
      return Optional.empty();
    }
    String path = id.path().toLowerCase(Locale.ROOT);
    return expressions.entrySet().stream()
        .filter(said -> path.equals(said.getKey()) || path.endsWith("." + said.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static DdlStatement update(DdlStatement statement, String value) {
    String comment = statement.comment();
    return with(statement, comment.substring(comment.indexOf("UPDATE ")).replace("…", value));
  }

  private static DdlStatement with(DdlStatement statement, String sql) {
    return new DdlStatement(
        sql,
        statement.group(),
        statement.concern(),
        statement.transactional(),
        statement.subject(),
        statement.hazards(),
        "");
  }
}
