package dev.athanor.autogenerate.scratch;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.Driver;

/** A PostgreSQL in which databases are made and thrown away. */
public final class ScratchServer implements AutoCloseable {
  private static final String MAINTENANCE = "postgres";

  private final DatabaseUrl url;
  private final Runnable stop;
  private Connection maintenance;

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
      return new ScratchServer(DatabaseUrl.parse(settings.url().get()), () -> {});
    }
    EmbeddedServer embedded = EmbeddedServer.scratch(settings);
    return new ScratchServer(embedded.url(MAINTENANCE), embedded::close);
  }

  /** A new connection to one of its databases. */
  public Connection connect(String database) throws SQLException {
    DatabaseUrl address = url(database);
    // The driver itself: DriverManager would ask every class loader for others.
    return new Driver().connect(address.jdbcUrl(), address.jdbcProperties());
  }

  /** Where a database is. */
  public DatabaseUrl url(String database) {
    return url.withDatabase(database);
  }

  /** The server's major version. */
  public synchronized int majorVersion() {
    try {
      return maintenance().getMetaData().getDatabaseMajorVersion();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  synchronized void execute(String sql) {
    try (Statement statement = maintenance().createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  boolean exists(String database) {
    return !query("SELECT datname FROM pg_database WHERE datname = ?", database).isEmpty();
  }

  /** Databases whose names begin so, the oldest first. */
  List<String> named(String prefix) {
    return query(
        "SELECT datname FROM pg_database WHERE starts_with(datname, ?) ORDER BY oid", prefix);
  }

  private synchronized List<String> query(String sql, String parameter) {
    List<String> names = new ArrayList<>();
    try (var statement = maintenance().prepareStatement(sql)) {
      statement.setString(1, parameter);
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

  /** One for all that is done to databases as a whole: to connect is most of what that costs. */
  private Connection maintenance() throws SQLException {
    if (maintenance == null) {
      maintenance = connect(MAINTENANCE);
    }
    return maintenance;
  }

  /** Stops the server where the settings do not keep it for the next run. */
  @Override
  public synchronized void close() {
    try {
      if (maintenance != null) {
        maintenance.close();
      }
    } catch (SQLException e) {
      throw failed(e);
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
