package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.jdbc.AutoSave;

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

  private final Database database;
  private final String id;
  private final Instant takenAt;

  private ExportedSnapshot(Database database, String id, Instant takenAt) {
    this.database = database;
    this.id = id;
    this.takenAt = takenAt;
  }

  /** Begins the transaction; the session is this object's from now on. */
  static ExportedSnapshot open(Database database) throws SQLException {
    Connection connection = database.connection();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = 0");
      try (ResultSet row = statement.executeQuery("SELECT pg_export_snapshot(), now()")) {
        row.next();
        // Looking for a history that is not there fails, and must not end the snapshot.
        database.connection().setAutosave(AutoSave.ALWAYS);
        OffsetDateTime now = row.getObject(2, OffsetDateTime.class);
        return new ExportedSnapshot(database, row.getString(1), now.toInstant());
      }
    }
  }

  String id() {
    return id;
  }

  Instant takenAt() {
    return takenAt;
  }

  Database database() {
    return database;
  }

  DatabaseIdentity identity() throws SQLException {
    return identity(database.connection());
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
    return settings(database.connection());
  }

  /** What the connection's database gives its sessions. */
  static List<BackupMetadata.Setting> settings(Connection connection) throws SQLException {
    List<BackupMetadata.Setting> settings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SETTINGS)) {
      while (rows.next()) {
        String[] assignment = rows.getString(2).split("=", 2);
        settings.add(new BackupMetadata.Setting(rows.getString(1), assignment[0], assignment[1]));
      }
    }
    return settings;
  }

  Map<String, Long> activity() throws SQLException {
    return activity(database.connection());
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
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT system_identifier::text FROM pg_control_system()")) {
      row.next();
      return row.getString(1);
    } catch (SQLException notAllowed) {
      String url = connection.getMetaData().getURL();
      return url.replaceFirst("^jdbc:postgresql:/*", "").replaceFirst("[/?].*$", "");
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
