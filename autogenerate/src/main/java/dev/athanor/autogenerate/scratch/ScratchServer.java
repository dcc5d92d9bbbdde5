package dev.athanor.autogenerate.scratch;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;

/** A PostgreSQL in which databases are made and thrown away. */
public final class ScratchServer implements AutoCloseable {
  private final String url;
  private final Properties login;
  private final Runnable stop;

  private ScratchServer(String url, Properties login, Runnable stop) {
    this.url = url;
    this.login = login;
    this.stop = stop;
  }

  /**
   * The server of these settings, started where it is not yet running.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED with what the server said
   */
  public static ScratchServer open(ScratchSettings settings) {
    if (settings.url().isPresent()) {
      return external(settings.url().get());
    }
    EmbeddedServer embedded = EmbeddedServer.start(settings);
    Properties login = new Properties();
    login.setProperty("user", EmbeddedServer.USER);
    login.setProperty("password", embedded.password());
    login.setProperty("sslmode", "disable");
    login.setProperty("gssEncMode", "disable");
    boolean stays = !settings.idle().isZero();
    return new ScratchServer(
        "jdbc:postgresql://127.0.0.1:" + embedded.port() + "/%s",
        login,
        stays ? () -> {} : embedded::stop);
  }

  private static ScratchServer external(String url) {
    int query = url.indexOf('?');
    String path = query < 0 ? url : url.substring(0, query);
    if (!path.startsWith("jdbc:postgresql://")
        || path.lastIndexOf('/') < "jdbc:postgresql://".length()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "athanor.scratch.url is not of the form jdbc:postgresql://host:port/database.",
          "Correct it.");
    }
    String parameters = query < 0 ? "" : url.substring(query).replace("%", "%%");
    return new ScratchServer(
        path.substring(0, path.lastIndexOf('/') + 1).replace("%", "%%") + "%s" + parameters,
        new Properties(),
        () -> {});
  }

  /** A new connection to one of its databases. */
  public Connection connect(String database) throws SQLException {
    // The driver itself: DriverManager would ask every class loader for others.
    return new Driver().connect(url(database), login);
  }

  /** Where a database is, without user and password unless the settings' URL had them. */
  public String url(String database) {
    return String.format(url, database);
  }

  /** The same for the engine. */
  public DatabaseUrl databaseUrl(String database) {
    DatabaseUrl address = DatabaseUrl.parse(url(database));
    return login.isEmpty()
        ? address
        : address
            .withCredentials(login.getProperty("user"), login.getProperty("password"))
            .withParameter("sslmode", "disable")
            .withParameter("gssencmode", "disable");
  }

  /** What the driver needs besides the URL. */
  public Properties login() {
    Properties copy = new Properties();
    copy.putAll(login);
    return copy;
  }

  /** The server's major version. */
  public int majorVersion() {
    try (Connection connection = connect("postgres")) {
      return connection.getMetaData().getDatabaseMajorVersion();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  void execute(String sql) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  boolean exists(String database) {
    try (Connection connection = connect("postgres");
        var statement = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
      statement.setString(1, database);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Stops the server where the settings do not keep it for the next run. */
  @Override
  public void close() {
    stop.run();
  }

  static AthanorException failed(SQLException e) {
    return new AthanorException(
        Reason.SCRATCH_SERVER_FAILED,
        "The scratch server refused: " + e.getMessage(),
        "Check that its user may create databases and that its disk has room.",
        e);
  }
}
