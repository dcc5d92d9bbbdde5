package dev.athanor.rehearsal.restored;

import dev.athanor.engine.backup.RestoreTool;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.rehearsal.record.MadeRoles;
import dev.athanor.schema.model.Names;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A backup in a database of its own, with the roles that it needs; both are gone when it is closed.
 *
 * <p>Who runs the plan at home runs it here, with the rights and the settings of that role: a
 * superuser would not be refused what the other is.
 */
final class RehearsalCopy implements AutoCloseable {
  private static final String NEXT_STEP = "Rehearse on a server that has nothing else.";

  private final ScratchServer server;
  private final ScratchDatabases databases;
  private final MadeRoles roles;
  private final String name;
  private final DatabaseTarget target;

  private RehearsalCopy(RehearsalRequest request, ScratchServer server, Consumer<String> progress)
      throws SQLException {
    this.server = server;
    this.databases = new ScratchDatabases(server);
    this.roles = MadeRoles.since(server);
    this.name = databases.empty();
    try {
      new RestoreTool(progress::accept, () -> {})
          .restoreForAWhile(
              request.backup(),
              server.url(name),
              request.settings().withRole(null),
              request.restore());
      roles.noteAll();
      this.target = new DatabaseTarget(owned(request), request.settings());
    } catch (SQLException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * @throws AthanorException as {@link RestoreTool} has it; NOT_REHEARSED where nobody can run the
   *     plan there; SCRATCH_SERVER_FAILED
   */
  static RehearsalCopy of(
      RehearsalRequest request, ScratchServer server, Consumer<String> progress) {
    try {
      return new RehearsalCopy(request, server, progress);
    } catch (SQLException e) {
      throw ScratchServer.refused(e, NEXT_STEP);
    }
  }

  /** Where the plan runs, and as whom. */
  DatabaseTarget target() {
    return target;
  }

  /** Who runs the plan owns the copy, and may log in. */
  private DatabaseUrl owned(RehearsalRequest request) throws SQLException {
    Connection connection = server.session(ScratchServer.MAINTENANCE);
    String own = connection.getMetaData().getUserName();
    String user = request.user().orElse(own);
    String owner = request.settings().role().orElse(user);
    requireRole(MadeRoles.existing(connection), user);
    requireRole(MadeRoles.existing(connection), owner);
    execute(connection, "ALTER DATABASE " + name + " OWNER TO " + Names.quote(owner));
    if (user.equals(own)) {
      return server.url(name);
    }
    if (roles.before().contains(user)) {
      throw notRehearsed("the server of the rehearsal has a role " + user + " of its own");
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    execute(
        connection,
        "ALTER ROLE %s LOGIN PASSWORD '%s' CONNECTION LIMIT -1 VALID UNTIL 'infinity'"
            .formatted(Names.quote(user), password));
    return server.url(name).withCredentials(user, password);
  }

  private static void requireRole(Set<String> roles, String role) {
    if (!roles.contains(role)) {
      throw notRehearsed("the backup has no role " + role + " to run the plan as");
    }
  }

  private static AthanorException notRehearsed(String message) {
    return new AthanorException(Reason.NOT_REHEARSED, message, NEXT_STEP);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      roles.note(server.session(name));
      databases.close();
      roles.drop();
    } catch (SQLException | AthanorException e) {
      // The server may be gone, which is where all of this was to go.
    }
  }
}
