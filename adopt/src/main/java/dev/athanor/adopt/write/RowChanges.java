package dev.athanor.adopt.write;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a revision changes rows that were there before it. No difference of schemas shows that,
 * so none undoes it. In doubt it does.
 */
final class RowChanges {
  private static final Set<String> BESIDE = Set.of("INTO", "FROM", "ONLY", "TABLE");
  private static final Set<String> HARMLESS = Set.of("SET_CONFIG", "SETVAL", "NEXTVAL");
  private static final Pattern IN_A_BODY =
      Pattern.compile("(?i)\\b(insert|update|delete|merge|truncate|copy|perform|execute|call)\\b");

  private final SchemaSnapshot before;

  RowChanges(SchemaSnapshot before) {
    this.before = before;
  }

  /** What changes rows, for people; empty where nothing does. */
  Optional<String> of(List<Part> parts) {
    for (Part part : parts) {
      for (SqlStatement statement : SqlStatement.in(part.sql())) {
        Optional<String> change = of(statement);
        if (change.isPresent()) {
          return change;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> of(SqlStatement statement) {
    return switch (statement.firstWord()) {
      case "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY" -> table(statement);
      case "WITH" -> changesWithin(statement);
      case "DO" ->
          statement.tokens().stream()
                  .anyMatch(
                      token ->
                          token.kind() == SqlToken.Kind.STRING
                              && IN_A_BODY.matcher(token.text()).find())
              ? Optional.of("a DO block may change rows")
              : Optional.empty();
      case "CALL" -> Optional.of("a procedure may change rows");
      case "SELECT" -> function(statement);
      default -> Optional.empty();
    };
  }

  private static Optional<String> changesWithin(SqlStatement statement) {
    return List.of("INSERT", "UPDATE", "DELETE", "MERGE").stream().anyMatch(statement::contains)
        ? Optional.of("it changes rows")
        : Optional.empty();
  }

  private static Optional<String> function(SqlStatement statement) {
    for (int i = 1; i < statement.tokens().size(); i++) {
      SqlToken name = statement.token(i - 1);
      boolean called = statement.token(i).is("(") && name.kind() != SqlToken.Kind.SYMBOL;
      if (called && !HARMLESS.contains(name.text())) {
        return Optional.of(
            "a function may change rows: " + name.text().toLowerCase(java.util.Locale.ROOT));
      }
    }
    return Optional.empty();
  }

  private Optional<String> table(SqlStatement statement) {
    int at = 1;
    while (statement.token(at) != null && BESIDE.contains(statement.token(at).text())) {
      at++;
    }
    SqlToken first = statement.token(at);
    if (first == null) {
      return Optional.empty();
    }
    SqlToken dot = statement.token(at + 1);
    boolean qualified = dot != null && dot.is(".") && statement.token(at + 2) != null;
    String schema = qualified ? first.name() : before.defaultSchema();
    String table = qualified ? statement.token(at + 2).name() : first.name();
    boolean known =
        before.get(ObjectId.table(schema, table)) != null
            || before.get(ObjectId.of(Kind.VIEW, schema, table)) != null;
    return known ? Optional.of("it changes rows of " + table) : Optional.empty();
  }
}
