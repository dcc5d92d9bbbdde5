package dev.athanor.engine.plan;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.List;
import java.util.Set;

/**
 * Which statements PostgreSQL refuses inside a transaction block.
 *
 * <p>A changeset that asks for {@code runInTransaction=false} without holding one of these runs in
 * a transaction with its history row all the same: a single statement outside is one anyway, and
 * this way it cannot be done without being recorded.
 */
public final class OutsideTransaction {
  private static final Set<String> CREATED = Set.of("DATABASE", "TABLESPACE", "SUBSCRIPTION");

  private OutsideTransaction() {}

  /** Whether a step has to run statement by statement, outside a transaction. */
  public static boolean requiredBy(PlanStep step) {
    return !step.changeset().transactional()
        && step.sql().stream().anyMatch(OutsideTransaction::required);
  }

  /** Whether any statement of {@code sql} cannot run inside a transaction block. */
  public static boolean required(String sql) {
    List<SqlStatement> statements = SqlStatement.read(sql);
    return statements.stream().anyMatch(OutsideTransaction::required);
  }

  private static boolean required(SqlStatement statement) {
    SqlToken first = statement.token(0);
    SqlToken second = statement.token(1);
    return switch (first.kind() == SqlToken.Kind.WORD ? first.text() : "") {
      case "CREATE", "DROP" ->
          isOneOf(second, CREATED) || statement.contains("INDEX", "CONCURRENTLY");
      case "REINDEX" ->
          statement.contains("CONCURRENTLY")
              || statement.contains("DATABASE")
              || statement.contains("SYSTEM")
              || statement.contains("SCHEMA")
              || statement.contains("TABLE");
      // CALL and DO may commit inside, which only works outside a transaction block.
      case "VACUUM", "CALL", "DO", "CLUSTER" -> true;
      case "ALTER" ->
          isOneOf(second, Set.of("SYSTEM"))
              || statement.contains("ADD", "VALUE")
              || statement.contains("SET", "TABLESPACE") && isOneOf(second, Set.of("DATABASE"))
              || statement.contains("CONCURRENTLY")
              || isOneOf(second, Set.of("SUBSCRIPTION"));
      default -> false;
    };
  }

  private static boolean isOneOf(SqlToken token, Set<String> words) {
    return token != null && words.contains(token.text());
  }
}
