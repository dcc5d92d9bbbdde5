package dev.athanor.engine.sql;

import java.util.Locale;
import java.util.Set;

/**
 * Statements that change {@code client_encoding}. The driver speaks UTF-8 only and closes the
 * connection when the server reports another encoding, which looks like a broken network.
 */
public final class ClientEncoding {
  public static final String NEXT_STEP =
      "Take it out and leave client_encoding alone: changelog files are UTF-8, and so is the"
          + " connection.";

  private static final String NAME = "CLIENT_ENCODING";
  private static final Set<String> UTF8 = Set.of("UTF8", "UNICODE");

  private ClientEncoding() {}

  /** What sets UTF-8, as pg_dump's scripts do, changes nothing. */
  public static boolean isChangedBy(SqlStatement statement) {
    if (!statement.startsWith("SET")) {
      return false;
    }
    SqlToken scope = statement.token(1);
    int at = scope != null && (scope.is("SESSION") || scope.is("LOCAL")) ? 2 : 1;
    SqlToken name = statement.token(at);
    if (name == null) {
      return false;
    }
    if (name.is("NAMES")) {
      return !isUtf8(statement.token(at + 1));
    }
    return isName(name) && !isUtf8(statement.token(at + 2));
  }

  private static boolean isName(SqlToken token) {
    return token.is(NAME) || token.kind() == SqlToken.Kind.QUOTED && bare(token).equals(NAME);
  }

  private static boolean isUtf8(SqlToken value) {
    return value != null && UTF8.contains(bare(value).replaceAll("[^A-Z0-9]", ""));
  }

  private static String bare(SqlToken token) {
    return token.text().replace("\"", "").replace("'", "").toUpperCase(Locale.ROOT);
  }
}
