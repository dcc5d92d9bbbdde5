package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.postgresql.jdbc.PgConnection;

/**
 * One session: opened with fixed settings, in autocommit mode, its errors translated.
 *
 * <p>Its search path is {@link #OWN_PATH}: whoever may create objects in a schema could else put an
 * operator there that fits a query of ours better than PostgreSQL's own, and have it run in our
 * name. The path that was asked for says what the user's names mean, and holds for nothing else: a
 * changeset's statements, a precondition, and {@link #queryAsked}.
 *
 * <p>Not thread-safe, but {@link #cancel()} may be called from any thread.
 */
public final class Database implements AutoCloseable {
  /** What {@code pg_stat_activity} shows where the URL says nothing else. */
  public static final String APPLICATION_NAME = "athanor";

  /** Nothing but PostgreSQL's own; the session's temporary objects last, not first as else. */
  private static final String OWN_PATH = "pg_catalog, pg_temp";

  /** A command, not a query: it finds no function by the path that it replaces. */
  private static final String TAKE_OWN_PATH = "SET search_path = " + OWN_PATH;

  /**
   * What the client's end of a connection takes without the server's reading it, in bytes; below
   * what Linux gives to anybody, twice of its {@code net.core.wmem_max}.
   */
  public static final int SEND_BUFFER = 256 * 1024;

  private final DatabaseUrl url;
  private final PgConnection connection;
  private final String askedPath;
  private final String restoreSettings;
  private final ServerFacts facts;
  private final HistoryNames names;

  private Database(
      DatabaseUrl url,
      PgConnection connection,
      String askedPath,
      String restoreSettings,
      ServerFacts facts,
      HistoryNames names) {
    this.url = url;
    this.connection = connection;
    this.askedPath = askedPath;
    this.restoreSettings = restoreSettings;
    this.facts = facts;
    this.names = names;
  }

  /**
   * Loads the driver in a thread of its own, while the caller still reads files: with a cold JVM it
   * takes longer than the rest of a connection. Nothing is connected.
   */
  public static void warmUp() {
    DriverConnection.warmUp();
  }

  /**
   * Connects and fixes the session's settings.
   *
   * @throws AthanorException CONNECTION_FAILED, AUTHENTICATION_FAILED, NO_DATABASE,
   *     PERMISSION_DENIED or INVALID_CONFIGURATION; never with the password
   */
  public static Database open(DatabaseUrl url, SessionSettings settings) {
    return open(url, settings, SqlErrors.SPARE_CONNECTION_WAIT);
  }

  /** What a session gets of a database that may name a schema in its URL. */
  public static SessionSettings settingsOf(DatabaseUrl url, SessionSettings settings) {
    return DriverConnection.withSchemaOf(url, settings);
  }

  /**
   * @param spare how long to try again while the server has no connection to spare: others may need
   *     theirs for a moment only
   */
  static Database open(DatabaseUrl url, SessionSettings settings, Duration spare) {
    long deadline = System.nanoTime() + spare.toNanos();
    for (long pause = 100; ; pause *= 2) {
      PgConnection connection = null;
      try {
        connection = DriverConnection.open(url);
        return prepare(url, connection, DriverConnection.withSchemaOf(url, settings));
      } catch (SQLException e) {
        closeQuietly(connection);
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (!SqlErrors.isOutOfConnections(e) || left <= 0 || !slept(Math.min(pause, left))) {
          throw SqlErrors.connecting(url, settings, e);
        }
      }
    }
  }

  private static boolean slept(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Database prepare(
      DatabaseUrl url, PgConnection connection, SessionSettings settings) throws SQLException {
    String restore = settingsSql(url, connection, settings);
    String asked = setting("search_path", settings.searchPath());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          String.join(
              ";", TAKE_OWN_PATH, FROZEN, "SELECT " + restore, within(asked, SCHEMA), FACTS));
      boolean frozen = next(statement).getString(1).equals("on");
      next(statement);
      next(statement);
      String schema = next(statement).getString(1);
      return new Database(
          url,
          connection,
          asked,
          restore,
          facts(next(statement), schema, frozen),
          settings.names());
    }
  }

  /** The one row of the next query's result: commands in between have none. */
  private static ResultSet next(Statement statement) throws SQLException {
    while (!statement.getMoreResults()) {
      if (statement.getUpdateCount() < 0) {
        throw new SQLException("a session's facts are missing");
      }
    }
    ResultSet row = statement.getResultSet();
    row.next();
    return row;
  }

  private static String setting(String name, String value) {
    return "pg_catalog.set_config('" + name + "'," + SqlText.literal(value) + ",false)";
  }

  /** Commands with the asked path in force for {@code query} alone. */
  private static String within(String asked, String query) {
    return "SELECT " + asked + ";" + query + ";" + TAKE_OWN_PATH;
  }

  private static final String SCHEMA = "SELECT pg_catalog.current_schema()";

  /** What role and database would have it, before the session's own settings. */
  private static final String FROZEN =
      "SELECT pg_catalog.current_setting('default_transaction_read_only')";

  private static final String FACTS =
      "SELECT pg_backend_pid(), current_setting('server_version_num')::int, current_database(),"
          + " current_user,"
          + " (SELECT bool_or(rolsuper) FROM pg_catalog.pg_roles"
          + " WHERE rolname IN (session_user, current_user)),"
          + " pg_is_in_recovery(), current_setting('synchronous_commit')";

  private static ServerFacts facts(ResultSet row, String schema, boolean frozen)
      throws SQLException {
    return new ServerFacts(
        row.getInt(1),
        row.getInt(2),
        row.getString(3),
        row.getString(4),
        row.getBoolean(5),
        schema,
        row.getBoolean(6),
        frozen,
        row.getString(7).equals("off") ? "on" : row.getString(7));
  }

  /** What every session of ours is set to, whoever holds it: the driver here, or psql. */
  public static Map<String, String> ownSettings(SessionSettings settings, String application) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("role", settings.role().orElse("none"));
    values.put("search_path", OWN_PATH);
    values.put("application_name", application);
    values.put("statement_timeout", SessionSettings.millis(settings.statementTimeout()));
    values.put("lock_timeout", SessionSettings.millis(settings.lockTimeout()));
    values.put("idle_in_transaction_session_timeout", "0");
    values.put("standard_conforming_strings", "on");
    values.put("default_transaction_read_only", "off");
    // What is cut, skipped or raised is said; what a role would like for debugging is not.
    values.put("client_min_messages", "notice");
    return values;
  }

  /** The select list that sets a session to {@code settings}, as session-wide settings. */
  private static String settingsSql(
      DatabaseUrl url, PgConnection connection, SessionSettings settings) {
    Map<String, String> values = ownSettings(settings, url.applicationName());
    // The server, too, notices in a minute that its client's network has vanished, and lets go of
    // what the session holds. On a Unix socket they have no effect.
    values.put("tcp_keepalives_idle", Integer.toString(KeepaliveSockets.IDLE));
    values.put("tcp_keepalives_interval", Integer.toString(KeepaliveSockets.INTERVAL));
    values.put("tcp_keepalives_count", Integer.toString(KeepaliveSockets.COUNT));
    values.put("tcp_user_timeout", "60000");
    if (connection.getServerMajorVersion() >= 14) {
      // So that a killed client's statement does not go on, and with it the lock.
      values.put("client_connection_check_interval", "10000");
      values.put("idle_session_timeout", "0");
    }
    if (connection.getServerMajorVersion() >= 17) {
      values.put("transaction_timeout", "0");
    }
    StringBuilder list = new StringBuilder();
    values.forEach(
        (name, value) -> list.append(list.isEmpty() ? "" : ",").append(setting(name, value)));
    return list.toString();
  }

  /** Commands that forget what a session was set to; {@link #restoreSettings} goes behind them. */
  public static final String FORGET_SETTINGS =
      "RESET SESSION AUTHORIZATION;RESET ALL;" + TAKE_OWN_PATH;

  /** Brings the session's settings back, whatever was set since. */
  public void reset() {
    execute(FORGET_SETTINGS + ";SELECT " + restoreSettings);
  }

  /**
   * The item of a select list that makes names mean what the asked search path says, until {@link
   * #takeOwnPath()}. What follows is the user's, or has every operator and function qualified.
   */
  public String askedPath() {
    return askedPath;
  }

  /** The command that takes the session's own search path again. */
  public static String takeOwnPath() {
    return TAKE_OWN_PATH;
  }

  /**
   * Runs one query of ours whose literals are names that the user wrote: a {@code
   * pg_catalog.to_regclass('…')}. Its operators and functions are to be qualified.
   */
  public <T> T queryAsked(String sql, RowReader<T> reader) {
    try (Statement statement = statement()) {
      statement.execute(within(askedPath, sql));
      statement.getMoreResults();
      return reader.read(statement.getResultSet());
    } catch (SQLException e) {
      throw SqlErrors.running(url, e);
    }
  }

  /**
   * The select list that brings the session's settings back behind {@link #FORGET_SETTINGS}:
   * without the word {@code SELECT}, so that callers can add to it.
   */
  public String restoreSettings() {
    return restoreSettings;
  }

  public ServerFacts facts() {
    return facts;
  }

  /** What Liquibase's tables are called here. */
  public HistoryNames names() {
    return names;
  }

  public DatabaseUrl url() {
    return url;
  }

  /** The driver's connection, in autocommit mode and simple query mode. */
  public PgConnection connection() {
    return connection;
  }

  /**
   * Runs SQL that may hold several statements, in one network flight.
   *
   * @throws AthanorException as {@link SqlErrors#running} has it
   */
  public void execute(String sql) {
    try (Statement statement = statement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw SqlErrors.running(url, e);
    }
  }

  /**
   * Begins a transaction that the caller ends with {@link #execute}.
   *
   * @throws AthanorException POOLED_CONNECTION where a pooler in statement mode refuses it
   */
  public void begin() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
    } catch (SQLException e) {
      // PostgreSQL itself never refuses BEGIN; a pooler does so as a protocol violation.
      throw SqlErrors.state(e).equals("08P01")
          ? new AthanorException(
              Reason.POOLED_CONNECTION,
              url + " does not let a transaction be opened: " + e.getMessage(),
              "Connect to PostgreSQL itself, or to a pool with pool_mode=session.",
              e)
          : SqlErrors.running(url, e);
    }
  }

  /** A question to a connection that may fail as JDBC does. */
  @FunctionalInterface
  public interface CatalogReader<T> {
    T read(Connection connection) throws SQLException;
  }

  /**
   * Reads the schema.
   *
   * @throws AthanorException PERMISSION_DENIED where that fails
   */
  public <T> T readSchema(CatalogReader<T> reader) {
    try {
      return reader.read(connection());
    } catch (SQLException e) {
      throw new AthanorException(
          Reason.PERMISSION_DENIED,
          "The schema of " + url + " cannot be read: " + e.getMessage(),
          "Connect as a role that may read the catalog.",
          e);
    }
  }

  /** A function over a result set that may fail as JDBC does. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private Statement statement() throws SQLException {
    Statement statement = connection.createStatement();
    statement.setEscapeProcessing(false);
    return statement;
  }

  /** Runs one query and reads its rows. */
  public <T> T query(String sql, RowReader<T> reader) {
    try (Statement statement = statement();
        ResultSet rows = statement.executeQuery(sql)) {
      return reader.read(rows);
    } catch (SQLException e) {
      throw SqlErrors.running(url, e);
    }
  }

  /** Runs a query of one row and one column. */
  public String queryText(String sql) {
    return query(sql, rows -> rows.next() ? rows.getString(1) : null);
  }

  /** Asks the server to stop what this session is running. */
  public void cancel() {
    try {
      connection.cancelQuery();
    } catch (SQLException e) {
      throw SqlErrors.running(url, e);
    }
  }

  /**
   * Runs what gives something back that the session holds; one that is gone has given it back.
   *
   * @throws AthanorException as {@link #execute}, but for a lost connection
   */
  public void giveBack(String sql) {
    try {
      if (isOpen()) {
        execute(sql);
      }
    } catch (AthanorException e) {
      if (e.reason() != Reason.CONNECTION_FAILED) {
        throw e;
      }
    }
  }

  /**
   * Gives up on an answer that takes longer: the session is lost then.
   *
   * @param limit zero for none
   */
  public void limitAnswers(Duration limit) {
    try {
      connection.setNetworkTimeout(Runnable::run, (int) limit.toMillis());
    } catch (SQLException e) {
      throw SqlErrors.running(url, e);
    }
  }

  /** Ends the session from any thread, whatever it waits for, without a word to the server. */
  public void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // Then it was closed already.
      return;
    }
  }

  /** Whether the database knows no characters, so that a text's length is that of its bytes. */
  public boolean countsBytes() {
    return "SQL_ASCII".equals(connection.getParameterStatus("server_encoding"));
  }

  /** Whether the server still answers in this session. */
  public boolean isAlive() {
    try {
      return isOpen() && queryText("SELECT 1") != null;
    } catch (AthanorException e) {
      return false;
    }
  }

  public boolean isOpen() {
    try {
      return !connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closeQuietly(connection);
  }

  private static void closeQuietly(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // Nothing can be done with a session that does not even close, and nothing need be.
      return;
    }
  }

  /** Refuses a standby, which cannot be migrated, and what somebody has frozen. */
  public void requireWritable() {
    if (facts.standby()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          url.hostList() + " is a standby: it takes no writes.",
          "Give the primary's address, or target_session_attrs=read-write with all hosts.");
    }
    if (facts.frozen()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          url + " is kept from writes: default_transaction_read_only is on for it or for its user.",
          "Ask whoever set it (ALTER DATABASE or ALTER ROLE … SET), and reset it; or go past it"
              + " with options=-c%20default_transaction_read_only=off in the URL.");
    }
  }
}
