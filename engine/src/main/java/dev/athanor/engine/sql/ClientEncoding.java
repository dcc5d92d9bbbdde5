package dev.athanor.engine.sql;

import java.util.Locale;

/**
 * Statements that change {@code client_encoding}. The driver speaks UTF-8 only and closes the
 * connection when the server reports another encoding, which looks like a broken network.
 */
final class ClientEncoding {
  static final String NEXT_STEP =
      "Take it out and leave client_encoding alone: changelog files are UTF-8, and so is the"
          + " connection.";

  private static final String NAME = "CLIENT_ENCODING";

  /** Not UNICODE: the server reports it as it is written, and the driver knows it no more. */
  private static final String UTF8 = "UTF8";

  private ClientEncoding() {}

  /** What sets UTF-8, as pg_dump's scripts do, or the session's own again changes nothing. */
  static boolean isChangedBy(SqlStatement statement) {
    return isSet(statement) || isConfigured(statement);
  }

  private static boolean isSet(SqlStatement statement) {
    if (!statement.startsWith("SET")) {
      return false;
    }
    SqlToken scope = statement.token(1);
    int at = scope != null && (scope.is("SESSION") || scope.is("LOCAL")) ? 2 : 1;
    SqlToken name = statement.token(at);
    if (name == null) {
      return false;
    }
    boolean names = name.is("NAMES");
    return (names || isName(name)) && !isHarmless(statement.token(at + (names ? 1 : 2)));
  }

  private static boolean isConfigured(SqlStatement statement) {
    int at = statement.indexOf(0, "SET_CONFIG", "(");
    SqlToken name = at < 0 ? null : statement.token(at + 2);
    return name != null && bare(name).equals(NAME) && !isHarmless(statement.token(at + 4));
  }

  private static boolean isName(SqlToken token) {
    return token.is(NAME) || token.kind() == SqlToken.Kind.QUOTED && bare(token).equals(NAME);
  }

  private static boolean isHarmless(SqlToken value) {
    return value == null
        || value.is("DEFAULT")
        || UTF8.equals(bare(value).replaceAll("[^A-Z0-9]", ""));
  }

  private static String bare(SqlToken token) {
    return token.text().replace("\"", "").replace("'", "").toUpperCase(Locale.ROOT);
  }
}
