package dev.athanor.rehearsal.record;

import dev.athanor.engine.database.SqlErrors;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells a failure that is a changeset's own from one that only says what the server of the
 * rehearsal lacks.
 */
public final class Unrehearsable {
  /**
   * Where in PostgreSQL's sources a role, a tablespace, an extension or who labels is not found.
   */
  private static final Set<String> LOOKED_FOR =
      Set.of(
          "get_role_oid",
          "get_rolespec_oid",
          "get_rolespec_tuple",
          "get_tablespace_oid",
          "parse_extension_control_file",
          "read_extension_control_file",
          "get_available_versions_for_extension",
          "find_install_path",
          "identify_update_path",
          "ExecSecLabelStmt");

  private static final String ALREADY_THERE = "42710";

  private Unrehearsable() {}

  /**
   * Why a statement cannot be tried here; empty where its failure is its own.
   *
   * @param roles those that the server had before
   */
  public static Optional<String> because(SQLException error, Set<String> roles) {
    String state = SqlErrors.state(error);
    String said = message(error);
    if (state.equals(ALREADY_THERE) && routine(error).equals("CreateRole") && names(said, roles)) {
      return Optional.of(
          "a role is of the server and not of a database, and this server has it already: "
              + said
              + "\nDrop it there, or name another server.");
    }
    if (state.equals("42501")) {
      return Optional.of("its role may not: " + said);
    }
    // A file of an extension's or of a library's; memory, disk, connections.
    boolean lacking = state.equals("58P01") || state.startsWith("53");
    return lacking || LOOKED_FOR.contains(routine(error))
        ? Optional.of("this server lacks what it needs: " + said)
        : Optional.empty();
  }

  /** Whether it has the name of one of them in quotes, which differ from language to language. */
  private static boolean names(String said, Set<String> roles) {
    return roles.stream()
        .anyMatch(
            role ->
                Pattern.compile(
                        "[\\p{Pi}\\p{Pf}\\p{Ps}\"']"
                            + Pattern.quote(role)
                            + "[\\p{Pi}\\p{Pf}\\p{Pe}\"']")
                    .matcher(said)
                    .find());
  }

  /** What the server said, with detail and hint. */
  static String message(SQLException error) {
    ServerErrorMessage server = server(error);
    if (server == null) {
      return String.valueOf(error.getMessage());
    }
    return server.getMessage()
        + (server.getDetail() == null ? "" : "\nDetail: " + server.getDetail())
        + (server.getHint() == null ? "" : "\nHint: " + server.getHint());
  }

  private static String routine(SQLException error) {
    ServerErrorMessage server = server(error);
    return server == null ? "" : String.valueOf(server.getRoutine());
  }

  private static ServerErrorMessage server(SQLException error) {
    return error instanceof PSQLException e ? e.getServerErrorMessage() : null;
  }
}
