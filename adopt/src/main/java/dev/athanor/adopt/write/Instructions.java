package dev.athanor.adopt.write;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lines that Liquibase's formatted SQL takes for its own, wherever they stand: {@code -- rollback
 * to the savepoint} in a function's body is one.
 */
final class Instructions {
  private static final Pattern LINE =
      Pattern.compile(
          "(?im)^(\\s*(?:--|/\\*)\\s*)(?=(liquibase|changeset|rollback|comment|precondition|property"
              + "|ignore|valid|alternate|logical))");

  private Instructions() {}

  /**
   * The text with a mark in each comment that reads like an instruction.
   *
   * @return empty where one stands in a constant, whose text may not change
   */
  static Optional<String> defused(String sql) {
    Matcher line = LINE.matcher(sql);
    if (!line.find()) {
      return Optional.of(sql);
    }
    List<SqlStatement> statements = SqlStatement.read(sql);
    StringBuilder text = new StringBuilder();
    int from = 0;
    do {
      int at = line.end(1);
      if (statements.stream().anyMatch(statement -> isWithin(statement, at))) {
        return Optional.empty();
      }
      text.append(sql, from, at).append("| ");
      from = at;
    } while (line.find());
    return Optional.of(text.append(sql.substring(from)).toString());
  }

  private static boolean isWithin(SqlStatement statement, int at) {
    if (statement.data().isPresent()
        && at >= statement.data().get().start()
        && at < statement.data().get().end()) {
      return true;
    }
    if (at < statement.start() || at >= statement.end()) {
      return false;
    }
    Stream<SqlToken> tokens = statement.tokens().stream();
    return !statement.complete()
        || tokens.anyMatch(
            token -> token.start() < at && at < token.start() + token.text().length());
  }
}
