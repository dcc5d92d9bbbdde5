package dev.athanor.adopt.command;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.sql.SqlText;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adoption for whoever cannot look first whether it is needed, and has a scratch server of its own:
 * what has a history of Athanor's, and what is empty, is left as it is.
 */
public final class AdoptOnce {
  /** Whatever a schema can hold that a revision would stumble over. */
  private static final String HOLDS_SOMETHING =
      """
      SELECT EXISTS (SELECT FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND n.nspname !~ '^pg_(toast|temp)'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.objid = c.oid
          AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.deptype = 'e'))
      """;

  private static final String ROLES =
      "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY 1";

  private AdoptOnce() {}

  /**
   * Why there is nothing to take over; empty where there is.
   *
   * @param from where nothing is said of who migrated it and how far, an empty database is a new
   *     one
   */
  public static Optional<String> settled(DatabaseTarget target, AdoptRequest.From from) {
    try (Database database = target.open()) {
      History history = History.read(database);
      if (history.rows().stream()
          .anyMatch(row -> history.stored().changeset(row.key()).isPresent())) {
        return Optional.of("its history is recorded already");
      }
      return from.equals(AdoptRequest.From.ANYWHERE)
              && history.rows().isEmpty()
              && database.queryText(HOLDS_SOMETHING).equals("f")
          ? Optional.of("it is empty")
          : Optional.empty();
    }
  }

  /**
   * Makes the roles of the database's server on one that is nobody else's, without a password and
   * without rights: revisions grant to them, and name them as owners.
   */
  public static void copyRoles(DatabaseTarget from, ScratchServer to) {
    try {
      Connection scratch = to.session(ScratchServer.MAINTENANCE);
      List<String> there = new ArrayList<>();
      try (var statement = scratch.createStatement();
          ResultSet rows = statement.executeQuery(ROLES)) {
        there.addAll(names(rows));
      }
      List<String> missing = new ArrayList<>(roles(from));
      missing.removeAll(there);
      Statements.run(
          scratch,
          missing.stream().map(role -> "CREATE ROLE " + SqlText.identifier(role)).toList());
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Its user has to be a superuser.");
    }
  }

  private static List<String> roles(DatabaseTarget from) {
    try (Database database = from.open()) {
      return database.query(ROLES, AdoptOnce::names);
    }
  }

  private static List<String> names(ResultSet rows) throws SQLException {
    List<String> names = new ArrayList<>();
    while (rows.next()) {
      names.add(rows.getString(1));
    }
    return names;
  }
}
