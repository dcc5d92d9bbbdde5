package dev.athanor.engine.database;

import java.net.InetAddress;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.TimeZone;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;

/**
 * Connects with the driver's own class: DriverManager looks through every jar for drivers, and
 * {@code org.postgresql.Driver} for defaults.
 */
final class DriverConnection {
  /** What of the driver every session needs, in the order of need. */
  private static final List<String> CLASSES =
      List.of(
          "org.postgresql.jdbc.PgConnection",
          "org.postgresql.core.v3.ConnectionFactoryImpl",
          "org.postgresql.core.PGStream",
          "org.postgresql.core.v3.QueryExecutorImpl",
          "org.postgresql.jdbc.TimestampUtils",
          "org.postgresql.jdbc.TypeInfoCache",
          "org.postgresql.jdbc.PgStatement",
          "org.postgresql.jdbc.PgResultSet");

  /** The URL parameter {@code currentSchema}: the driver would send it, but not set it again. */
  private static final String SCHEMA = "currentSchema";

  /** Where the URL does not say how long to wait for a server. */
  private static final int CONNECT_SECONDS = 10;

  private DriverConnection() {}

  static void warmUp() {
    Thread thread = new Thread(DriverConnection::load, "athanor-driver");
    thread.setDaemon(true);
    // A Maven goal that ends early takes its class loader along. Whoever connects meets what fails.
    thread.setUncaughtExceptionHandler((loader, failure) -> {});
    thread.start();
  }

  private static void load() {
    for (String name : CLASSES) {
      try {
        Class.forName(name);
      } catch (ClassNotFoundException e) {
        // Another version of the driver may name it otherwise; connecting loads what it needs.
        continue;
      }
    }
    // What it sends and resolves first: the time zone and an address.
    TimeZone.getDefault();
    InetAddress.getLoopbackAddress();
  }

  /** The URL's connect_timeout holds for the connection, and for each answer until it is made. */
  static PgConnection open(DatabaseUrl url) throws SQLException {
    Properties properties = url.jdbcProperties();
    properties.remove(SCHEMA);
    if (properties.getProperty(PGProperty.CONNECT_TIMEOUT.getName()) == null) {
      PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
    }
    int seconds = PGProperty.CONNECT_TIMEOUT.getInt(properties);
    int answerTimeout = PGProperty.SOCKET_TIMEOUT.getInt(properties);
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
    PGProperty.SSL_RESPONSE_TIMEOUT.set(properties, 1000 * seconds);
    PGProperty.APPLICATION_NAME.set(properties, url.applicationName());
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    keepAlive(properties);
    if (PGProperty.SEND_BUFFER_SIZE.getInt(properties) < Database.SEND_BUFFER) {
      PGProperty.SEND_BUFFER_SIZE.set(properties, Database.SEND_BUFFER);
    }
    // Saves asking for the version before naming the session.
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
    // Every statement is sent as it stands: nothing is worth a server-side plan.
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    ClientKey key = ClientKey.forDriver(properties);
    try {
      PgConnection connection = new PgConnection(url.driverHosts(), properties, url.jdbcUrl());
      connection.setNetworkTimeout(Runnable::run, 1000 * answerTimeout);
      return connection;
    } finally {
      key.close();
    }
  }

  /**
   * Whoever names a factory of their own keeps it; and a driver that a class loader above ours has
   * loaded does not find ours.
   */
  private static void keepAlive(Properties properties) {
    if (PGProperty.SOCKET_FACTORY.getOrDefault(properties) == null && driverSeesUs()) {
      PGProperty.SOCKET_FACTORY.set(properties, KeepaliveSockets.class.getName());
    }
  }

  private static boolean driverSeesUs() {
    try {
      ClassLoader drivers = PgConnection.class.getClassLoader();
      return Class.forName(KeepaliveSockets.class.getName(), false, drivers)
          == KeepaliveSockets.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** What the URL says of the search path counts where nothing else does. */
  static SessionSettings withSchemaOf(DatabaseUrl url, SessionSettings settings) {
    String schema = url.jdbcProperties().getProperty(SCHEMA);
    return schema != null && settings.searchPath().equals(SessionSettings.DEFAULTS.searchPath())
        ? settings.withSearchPath(schema)
        : settings;
  }
}
