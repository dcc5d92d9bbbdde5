package dev.athanor.scratch;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.Driver;

/** A PostgreSQL in which databases are made and thrown away. */
public final class ScratchServer implements AutoCloseable {
  /** The database that every server has. */
  public static final String MAINTENANCE = "postgres";

  private static final int OLDEST = 13;

  /** The first half of the keys of the server's advisory locks; the other says which database. */
  private static final int LEASES = 0x61746c65;

  private final DatabaseUrl url;
  private final Runnable stop;
  private final Map<String, Connection> sessions = new HashMap<>();

  private ScratchServer(DatabaseUrl url, Runnable stop) {
    this.url = url;
    this.stop = stop;
  }

  /**
   * The server of these settings, started where it is not yet running.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED with what the server said
   */
  public static ScratchServer open(ScratchSettings settings) {
    if (settings.url().isPresent()) {
      return at(DatabaseUrl.parse(settings.url().get()));
    }
    EmbeddedServer embedded = EmbeddedServer.scratch(settings);
    return new ScratchServer(embedded.url(MAINTENANCE), embedded::close);
  }

  /** One that runs, and goes on to. */
  public static ScratchServer at(DatabaseUrl url) {
    return new ScratchServer(url, () -> {});
  }

  /** SCRATCH_SERVER_FAILED for what a statement on such a server met. */
  public static AthanorException refused(SQLException e, String nextStep) {
    return new AthanorException(
        Reason.SCRATCH_SERVER_FAILED, "The scratch server refused: " + e.getMessage(), nextStep, e);
  }

  /**
   * A connection to one of its databases, in autocommit; not to be closed, for it is kept for who
   * asks next. To connect and to look into a catalog for the first time is most of what a small
   * schema costs.
   */
  public synchronized Connection session(String database) throws SQLException {
    Connection known = sessions.get(database);
    if (known == null || known.isClosed()) {
      DatabaseUrl address = url(database);
      // The driver itself: DriverManager would ask every class loader for others.
      known = new Driver().connect(address.jdbcUrl(), address.jdbcProperties());
      sessions.put(database, known);
    }
    return known;
  }

  /** Nobody may be connected to a database that is copied, renamed or dropped. */
  synchronized void disconnect(String database) {
    try {
      Connection known = sessions.remove(database);
      if (known != null) {
        known.close();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Where a database is. */
  public DatabaseUrl url(String database) {
    return url.withDatabase(database);
  }

  /** The server's major version. */
  public synchronized int majorVersion() {
    try {
      return session(MAINTENANCE).getMetaData().getDatabaseMajorVersion();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * The server's major version, where Athanor knows such servers.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED for one that is too old to try anything on
   */
  public int knownMajorVersion() {
    int version = majorVersion();
    if (version < OLDEST) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "not rehearsed, because the scratch server is PostgreSQL "
              + version
              + ": Athanor knows "
              + OLDEST
              + " and later.",
          "Name a later one.");
    }
    return version;
  }

  synchronized void execute(String sql) {
    try (Statement statement = session(MAINTENANCE).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Keeps others from dropping a database until it is released, or this process has ended. */
  void lease(String database) {
    query("SELECT pg_advisory_lock_shared(" + LEASES + ", hashtext(?))", database);
  }

  void release(String database) {
    query("SELECT pg_advisory_unlock_shared(" + LEASES + ", hashtext(?))", database);
  }

  /** Whether nobody has leased a database; then nobody can until it is given back. */
  boolean reserve(String database) {
    return query("SELECT pg_try_advisory_lock(" + LEASES + ", hashtext(?))", database)
        .contains("t");
  }

  void unreserve(String database) {
    query("SELECT pg_advisory_unlock(" + LEASES + ", hashtext(?))", database);
  }

  boolean exists(String database) {
    return !query("SELECT datname FROM pg_database WHERE datname = ?", database).isEmpty();
  }

  /** Who it is used as. */
  String user() {
    return query("SELECT current_user").get(0);
  }

  /**
   * Whether somebody is connected to it, from wherever. Of what others are connected as, not every
   * user is told.
   */
  boolean isUsed(String database) {
    return !query(
            "SELECT datname FROM pg_stat_activity"
                + " WHERE coalesce(backend_type, 'client backend') = 'client backend'"
                + " AND datname = ?",
            database)
        .isEmpty();
  }

  /** Databases whose names begin so, the oldest first. */
  List<String> named(String prefix) {
    return query(
        "SELECT datname FROM pg_database WHERE starts_with(datname, ?) ORDER BY oid", prefix);
  }

  private synchronized List<String> query(String sql, String... parameters) {
    List<String> names = new ArrayList<>();
    try (var statement = session(MAINTENANCE).prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    return names;
  }

  /** Stops the server where the settings do not keep it for the next run. */
  @Override
  public synchronized void close() {
    try {
      List.copyOf(sessions.keySet()).forEach(this::disconnect);
    } finally {
      stop.run();
    }
  }

  private AthanorException failed(SQLException e) {
    return new AthanorException(
        Reason.SCRATCH_SERVER_FAILED,
        "The scratch server " + url + " refused: " + e.getMessage(),
        "Check that it runs, that its user may create databases and that its disk has room.",
        e);
  }
}
