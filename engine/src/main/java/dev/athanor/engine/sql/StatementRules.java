package dev.athanor.engine.sql;

import java.util.Optional;
import java.util.Set;

/**
 * What a changeset may hold, and what of it PostgreSQL runs inside a transaction: the one place
 * that says so, for compiling and for planning (SQL that undoes a changeset may come from the
 * database, and was never compiled).
 *
 * <p>A statement is judged by its first words. What they do not tell, the server does when it runs.
 */
public final class StatementRules {
  private static final Refusal TRANSACTION =
      new Refusal(
          "controls the transaction itself",
          "Take it out: a changeset is one transaction with its history row. Where it was applied"
              + " as it is, name its old checksum with validCheckSum.");

  private static final Refusal SESSION =
      new Refusal(
          "discards the session, and the lock that it runs under",
          "Take it out: what a changeset sets ends with it anyway.");

  private static final Refusal ENCODING =
      new Refusal("changes the client encoding", ClientEncoding.NEXT_STEP);

  private static final Refusal NO_DATA =
      new Refusal(
          "copies from the client, and no data stands below it",
          "Write the rows on the lines behind its semicolon, and behind them \\. on a line of its"
              + " own; or write INSERT statements (pg_dump --inserts writes them).");

  private static final Refusal TO_CLIENT =
      new Refusal(
          "copies to the client, where nobody reads it", "Copy to a table, or take it out.");

  /** ROLLBACK and what begins like them are asked for more words. */
  private static final Set<String> TRANSACTION_WORDS = Set.of("BEGIN", "COMMIT", "END", "ABORT");

  private static final Set<String> OF_THE_CLUSTER = Set.of("DATABASE", "TABLESPACE");
  private static final Set<String> OF_MANY_TABLES = Set.of("SCHEMA", "DATABASE", "SYSTEM");
  private static final Set<String> PERHAPS_OUTSIDE = Set.of("CALL", "DO", "REINDEX", "CLUSTER");

  private StatementRules() {}

  /** Why no changeset can hold {@code statement}; empty for nearly all. */
  public static Optional<Refusal> refusal(SqlStatement statement) {
    if (controlsTransaction(statement)) {
      return Optional.of(TRANSACTION);
    }
    if (statement.startsWith("DISCARD", "ALL")) {
      return Optional.of(SESSION);
    }
    if (ClientEncoding.isChangedBy(statement)) {
      return Optional.of(ENCODING);
    }
    if (statement.copiesFromClient() && statement.data().isEmpty()) {
      return Optional.of(NO_DATA);
    }
    return statement.startsWith("COPY") && statement.contains("TO", "STDOUT")
        ? Optional.of(TO_CLIENT)
        : Optional.empty();
  }

  /** A savepoint stays inside the transaction, and so does going back to it. */
  private static boolean controlsTransaction(SqlStatement statement) {
    boolean back = statement.startsWith("ROLLBACK");
    boolean toSavepoint =
        statement.startsWith("ROLLBACK", "TO")
            || statement.startsWith("ROLLBACK", "WORK", "TO")
            || statement.startsWith("ROLLBACK", "TRANSACTION", "TO");
    return TRANSACTION_WORDS.contains(statement.firstWord())
        || back && !toSavepoint
        || statement.startsWith("START", "TRANSACTION")
        || statement.startsWith("PREPARE", "TRANSACTION")
        || statement.startsWith("SET", "TRANSACTION");
  }

  /**
   * Whether PostgreSQL refuses the statement inside a transaction block whatever else it says. That
   * the answer is no says little: a partitioned index, an extension's procedure.
   */
  public static boolean isRefusedInTransaction(SqlStatement statement) {
    return switch (statement.firstWord()) {
      case "VACUUM" -> true;
      case "CREATE" -> isNamed(statement, 1, OF_THE_CLUSTER) || isConcurrentIndex(statement);
      case "DROP" -> isNamed(statement, 1, OF_THE_CLUSTER) || isConcurrentIndex(statement);
      case "CLUSTER" -> statement.complete() && statement.tokens().size() == 1;
      case "REINDEX" -> isRefusedReindex(statement);
      case "ALTER" ->
          statement.startsWith("ALTER", "SYSTEM")
              || statement.startsWith("ALTER", "DATABASE")
                  && statement.contains("SET", "TABLESPACE")
              || statement.contains("DETACH", "PARTITION") && statement.contains("CONCURRENTLY");
      default -> false;
    };
  }

  /** Whether it may turn out, when it runs, that PostgreSQL refuses it inside a transaction. */
  public static boolean mayBeRefusedInTransaction(SqlStatement statement) {
    return isRefusedInTransaction(statement)
        || PERHAPS_OUTSIDE.contains(statement.firstWord())
        || isNamed(statement, 1, Set.of("SUBSCRIPTION"))
        || statement.startsWith("ALTER", "TYPE") && statement.contains("ADD", "VALUE");
  }

  private static boolean isConcurrentIndex(SqlStatement statement) {
    int index = statement.startsWith("CREATE", "UNIQUE") ? 2 : 1;
    return statement.indexOf(index, "INDEX", "CONCURRENTLY") == index;
  }

  private static boolean isRefusedReindex(SqlStatement statement) {
    int kind = 1;
    if (statement.startsWith("REINDEX", "(")) {
      kind = statement.indexOf(2, ")") + 1;
      int concurrently = statement.indexOf(2, "CONCURRENTLY");
      SqlToken behind = statement.token(concurrently + 1);
      if (concurrently > 0 && behind != null && (behind.is(",") || behind.is(")"))) {
        return true;
      }
    }
    SqlToken behind = statement.token(kind + 1);
    return isNamed(statement, kind, OF_MANY_TABLES) || behind != null && behind.is("CONCURRENTLY");
  }

  private static boolean isNamed(SqlStatement statement, int index, Set<String> words) {
    SqlToken token = statement.token(index);
    return token != null && token.kind() == SqlToken.Kind.WORD && words.contains(token.text());
  }
}
