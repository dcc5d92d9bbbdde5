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
 * Puts in what a person said existing rows get: before the step that wants every row to have it,
 * and behind the check that keeps new rows from going without.
 */
final class Backfills {
  private final Map<String, String> expressions = new LinkedHashMap<>();

  /**
   * @param expressions {@code table.column} to an SQL expression
   */
  Backfills(Map<String, String> expressions) {
    expressions.forEach(
        (column, value) -> this.expressions.put(column.toLowerCase(Locale.ROOT), value));
  }

  List<List<DdlStatement>> into(List<List<DdlStatement>> groups) {
    List<List<DdlStatement>> result = new ArrayList<>();
    for (List<DdlStatement> group : groups) {
      List<DdlStatement> current = new ArrayList<>();
      for (DdlStatement statement : group) {
        Optional<DdlStatement> fill = fill(statement);
        if (fill.isPresent() && statement.sql().endsWith("NOT VALID")) {
          // From the check on no row comes without a value, so that none is missed by the update.
          current.add(withoutComment(statement));
          result.add(current);
          result.add(List.of(fill.get()));
          current = new ArrayList<>();
        } else if (fill.isPresent()) {
          // Rows are written in a transaction of their own, and locked for no longer.
          if (!current.isEmpty()) {
            result.add(current);
          }
          result.add(List.of(fill.get()));
          current = new ArrayList<>(List.of(withoutComment(statement)));
        } else {
          current.add(statement);
        }
      }
      if (!current.isEmpty()) {
        result.add(current);
      }
    }
    return result;
  }

  /** Whether existing rows need a value before this statement, and nobody has said which. */
  static boolean isOpen(DdlStatement statement) {
    return statement.subject().kind() == Kind.COLUMN && !statement.comment().isEmpty();
  }

  private Optional<DdlStatement> fill(DdlStatement statement) {
    ObjectId id = statement.subject();
    if (!isOpen(statement)) {
      return Optional.empty();
    }
    String path = id.path().toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> said : expressions.entrySet()) {
      if (path.equals(said.getKey()) || path.endsWith("." + said.getKey())) {
        return Optional.of(update(statement, said.getValue()));
      }
    }
    return Optional.empty();
  }

  private static DdlStatement update(DdlStatement statement, String value) {
    String comment = statement.comment();
    String update = comment.substring(comment.indexOf("UPDATE ")).replace("…", value);
    return new DdlStatement(
        update, statement.group(), statement.concern(), true, statement.subject(), List.of(), "");
  }

  private static DdlStatement withoutComment(DdlStatement statement) {
    return new DdlStatement(
        statement.sql(),
        statement.group(),
        statement.concern(),
        statement.transactional(),
        statement.subject(),
        statement.hazards(),
        "");
  }
}
