package dev.athanor.engine.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of the database that pg_dump is going to dump, held open by a transaction: what is read
 * here and what is dumped are the same.
 */
final class ExportedSnapshot implements AutoCloseable {
  private static final String IDENTITY =
      "SELECT datname, oid FROM pg_database WHERE datname = current_database()";
  private static final String SETTINGS =
      "SELECT coalesce(r.rolname, ''), c FROM pg_db_role_setting s"
          + " JOIN pg_database d ON d.oid = s.setdatabase AND d.datname = current_database()"
          + " LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) c ORDER BY 1, 2";
  private static final String ACTIVITY =
      "SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del"
          + " FROM pg_stat_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0";

  private final Connection connection;
  private final String id;
  private final Instant takenAt;

  private ExportedSnapshot(Connection connection, String id, Instant takenAt) {
    this.connection = connection;
    this.id = id;
    this.takenAt = takenAt;
  }

  /** Begins the transaction; the connection is this object's from now on. */
  static ExportedSnapshot open(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
      try (ResultSet row = statement.executeQuery("SELECT pg_export_snapshot(), now()")) {
        row.next();
        OffsetDateTime now = row.getObject(2, OffsetDateTime.class);
        return new ExportedSnapshot(connection, row.getString(1), now.toInstant());
      }
    }
  }

  String id() {
    return id;
  }

  Instant takenAt() {
    return takenAt;
  }

  Connection connection() {
    return connection;
  }

  int serverMajor() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  String serverVersion() throws SQLException {
    return connection.getMetaData().getDatabaseProductVersion().split(" ")[0];
  }

  DatabaseIdentity identity() throws SQLException {
    return identity(connection);
  }

  static DatabaseIdentity identity(Connection connection) throws SQLException {
    String cluster = systemIdentifier(connection);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IDENTITY)) {
      row.next();
      return new DatabaseIdentity(row.getString(1), row.getLong(2), cluster);
    }
  }

  List<BackupMetadata.Setting> settings() throws SQLException {
    List<BackupMetadata.Setting> settings = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(SETTINGS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String[] assignment = rows.getString(2).split("=", 2);
        settings.add(new BackupMetadata.Setting(rows.getString(1), assignment[0], assignment[1]));
      }
    }
    return settings;
  }

  Map<String, Long> activity() throws SQLException {
    return activity(connection);
  }

  static Map<String, Long> activity(Connection connection) throws SQLException {
    Map<String, Long> activity = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ACTIVITY)) {
      while (rows.next()) {
        activity.put(rows.getString(1), rows.getLong(2));
      }
    }
    return activity;
  }

  /** Some services do not let their users read it; host and port stand in for it there. */
  private static String systemIdentifier(Connection connection) throws SQLException {
    Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT system_identifier::text FROM pg_control_system()")) {
      row.next();
      return row.getString(1);
    } catch (SQLException notAllowed) {
      if (before != null) {
        connection.rollback(before);
      }
      String url = connection.getMetaData().getURL();
      return url.replaceFirst("^jdbc:postgresql:/*", "").replaceFirst("[/?].*$", "");
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      // The dump is over; a connection that broke meanwhile has nothing left to lose.
    }
  }
}
