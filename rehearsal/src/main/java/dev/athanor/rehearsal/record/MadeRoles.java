package dev.athanor.rehearsal.record;

import dev.athanor.schema.model.Names;
import dev.athanor.scratch.ScratchServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * Roles that the revisions of one scratch database made. A role is the server's: it would outlive
 * the database, and be there already when the revision runs in the next one.
 *
 * <p>A role is theirs when it was made by a transaction that also recorded a changeset in this
 * database, so nobody else's is ever dropped, whoever uses the server meanwhile. What is no
 * superuser's to read, or was made outside of a transaction, stays.
 */
public final class MadeRoles {
  private static final String ALL = "SELECT rolname FROM pg_catalog.pg_roles";

  private static final String MADE =
      "SELECT a.rolname FROM pg_catalog.pg_authid a WHERE a.oid >= 16384"
          + " AND EXISTS (SELECT FROM databasechangelog c WHERE c.xmin = a.xmin)";

  private final ScratchServer server;
  private final Set<String> before;
  private final Set<String> made = new HashSet<>();

  private MadeRoles(ScratchServer server, Set<String> before) {
    this.server = server;
    this.before = before;
  }

  /** Those that are made from now on. */
  public static MadeRoles since(ScratchServer server) throws SQLException {
    return new MadeRoles(server, existing(server.session(ScratchServer.MAINTENANCE)));
  }

  /** The roles of a server. */
  public static Set<String> existing(Connection connection) throws SQLException {
    return names(connection, ALL);
  }

  /** Those that were there before. */
  public Set<String> before() {
    return before;
  }

  /** Notes what was made so far: once a revision is undone, nothing tells who made its role. */
  public void note(Connection database) {
    try {
      made.addAll(names(database, MADE));
      made.removeAll(before);
    } catch (SQLException e) {
      // Not a superuser, or no history yet: then none is known to be theirs.
    }
  }

  /** Notes all that came since, whoever made it: of a server that nobody else uses meanwhile. */
  public void noteAll() throws SQLException {
    made.addAll(existing(server.session(ScratchServer.MAINTENANCE)));
    made.removeAll(before);
  }

  /** Whether there are some. */
  public boolean isEmpty() {
    return made.isEmpty();
  }

  /** Drops them, once the database is gone that they had rights in. */
  public void drop() throws SQLException {
    try (Statement statement = server.session(ScratchServer.MAINTENANCE).createStatement()) {
      for (String role : made) {
        drop(statement, role);
      }
    }
    made.clear();
  }

  private static void drop(Statement statement, String role) {
    try {
      statement.execute("DROP ROLE IF EXISTS " + Names.quote(role));
    } catch (SQLException e) {
      // Another database gave it rights meanwhile: it is in use, and stays.
    }
  }

  private static Set<String> names(Connection connection, String sql) throws SQLException {
    Set<String> names = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }
}
