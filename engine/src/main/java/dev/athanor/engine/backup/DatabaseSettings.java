package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/** What a database gives its sessions ({@code ALTER DATABASE … SET}), brought into another one. */
final class DatabaseSettings {
  /** Those of PostgreSQL's parameters whose value is a list of quoted names (GUC_LIST_QUOTE). */
  private static final Set<String> QUOTED_LISTS =
      Set.of(
          "search_path",
          "temp_tablespaces",
          "local_preload_libraries",
          "session_preload_libraries",
          "shared_preload_libraries",
          "unix_socket_directories");

  private DatabaseSettings() {}

  /**
   * Sets them for the session's database; what is refused is said, not thrown, for a database is
   * whole without it.
   */
  static void apply(
      List<BackupMetadata.Setting> settings, Database session, RestoreListener listener)
      throws SQLException {
    Connection connection = session.connection();
    String database = SqlText.identifier(connection.getCatalog());
    for (BackupMetadata.Setting setting : settings) {
      String whose =
          setting.role().isEmpty()
              ? "ALTER DATABASE " + database
              : "ALTER ROLE " + SqlText.identifier(setting.role()) + " IN DATABASE " + database;
      String name = SqlText.identifier(setting.name()).replace(".", "\".\"");
      try {
        set(connection, whose + " SET " + name, setting);
      } catch (SQLException e) {
        listener.progress("The setting " + setting.name() + " was not restored: " + e.getMessage());
      }
    }
    // Not merely reset: the session would then be the role's or the database's, not ours.
    session.reset();
  }

  /**
   * A list goes by way of this session: {@code FROM CURRENT} lets the server quote its items. No
   * other one does, for the driver does not survive every setting.
   */
  private static void set(Connection connection, String alter, BackupMetadata.Setting setting)
      throws SQLException {
    if (!QUOTED_LISTS.contains(setting.name())) {
      execute(connection, alter + " TO " + SqlText.literal(setting.value()));
      return;
    }
    try (PreparedStatement set =
        connection.prepareStatement("SELECT pg_catalog.set_config(?, ?, false)")) {
      set.setString(1, setting.name());
      set.setString(2, setting.value());
      set.execute();
    }
    execute(connection, alter + " FROM CURRENT");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}
