package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings a verified backup back.
 *
 * <p>Into an empty database; or over what a database holds, in one transaction, once somebody has
 * accepted the loss that the refusal named.
 */
public final class RestoreTool {
  /** Those of PostgreSQL's parameters whose value is a list of quoted names (GUC_LIST_QUOTE). */
  private static final Set<String> QUOTED_LISTS =
      Set.of(
          "search_path",
          "temp_tablespaces",
          "local_preload_libraries",
          "session_preload_libraries",
          "shared_preload_libraries",
          "unix_socket_directories");

  private final Consumer<String> progress;
  private final Duration patience;

  /**
   * @param progress takes lines for people, as it goes
   */
  public RestoreTool(Consumer<String> progress) {
    this(progress, Watch.PATIENCE);
  }

  RestoreTool(Consumer<String> progress, Duration patience) {
    this.progress = Objects.requireNonNull(progress, "progress");
    this.patience = patience;
  }

  /**
   * @throws AthanorException {@link Reason#RESTORE_FAILED} when the backup is damaged, PostgreSQL
   *     refuses it, or what came out is not what went in; {@link Reason#TARGET_NOT_EMPTY} naming
   *     what would be lost; {@link Reason#BACKUP_TOOL_UNUSABLE}; {@link Reason#INTERRUPTED}
   */
  public void restore(
      Backup backup, DatabaseUrl url, SessionSettings settings, RestoreRequest request) {
    restore(backup, new BackupSource(url, settings), request);
  }

  void restore(Backup backup, BackupSource target, RestoreRequest request) {
    PostgresTools tools =
        PostgresTools.forArchive(request.tools(), backup.metadata().clientVersion());
    try (BackupStore.LocalCopy files = backup.store().fetch(backup);
        Database database = target.open()) {
      Connection connection = database.connection();
      requireServer(backup, connection);
      TargetContents contents = TargetContents.read(connection);
      ArchiveLoader loader =
          new ArchiveLoader(
              tools,
              target,
              database.facts().majorVersion(),
              isReadOnly(database),
              request,
              new Watch(patience, Optional.of(target)));
      Path dump = files.directory().resolve(Backup.DUMP);
      if (contents.isEmpty()) {
        loader.intoEmpty(dump);
      } else {
        String fingerprint = History.read(database).fingerprint();
        requireAcceptance(backup, contents, fingerprint, database.names(), request);
        progress.accept("Replacing what is in " + contents.database() + ".");
        loader.replacing(dump, contents);
      }
      settings(backup, database);
      requireSameHistory(backup, History.read(database).fingerprint());
      execute(connection, "ANALYZE");
    } catch (SQLException e) {
      throw new AthanorException(
          Reason.RESTORE_FAILED,
          "the database could not be read: " + e.getMessage(),
          "See to the connection, then run it again.",
          e);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.RESTORE_FAILED,
          "the backup " + backup.location() + " cannot be read: " + e.getMessage(),
          "See to what it names, then run it again; the database was not touched.",
          e);
    }
  }

  /** What the database gives its sessions, whatever ours has set since. */
  private static boolean isReadOnly(Database database) {
    return "on"
        .equals(
            database.queryText(
                "SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only'"));
  }

  private static void requireServer(Backup backup, Connection connection) throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    if (major < backup.metadata().serverMajor()) {
      throw new AthanorException(
          Reason.RESTORE_FAILED,
          "the backup is of PostgreSQL "
              + backup.metadata().serverVersion()
              + " and the server is "
              + major
              + ": PostgreSQL does not restore into an older one",
          "Restore into a server of version " + backup.metadata().serverMajor() + " or newer.");
    }
  }

  private static void requireAcceptance(
      Backup backup,
      TargetContents contents,
      String fingerprint,
      HistoryNames names,
      RestoreRequest request) {
    String token = contents.token(backup, fingerprint);
    if (request.acceptLoss().filter(token::equals).isPresent()) {
      return;
    }
    throw new AthanorException(
        Reason.TARGET_NOT_EMPTY,
        contents.describeLoss(backup, fingerprint, names),
        (request.acceptLoss().isPresent() ? "That is not what was accepted. " : "")
            + "Restore into an empty database, or accept the loss with "
            + Term.ACCEPT_LOSS.of(token)
            + ".");
  }

  private static void requireSameHistory(Backup backup, String fingerprint) {
    if (!fingerprint.equals(backup.historyFingerprint())) {
      throw new AthanorException(
          Reason.RESTORE_FAILED,
          "the restored history is "
              + fingerprint
              + " and the backup's was "
              + backup.historyFingerprint(),
          "Do not use the restored database; find out who else writes to it.");
    }
  }

  /** Said, not thrown, where one is refused: what was restored is whole without it. */
  private void settings(Backup backup, Database session) throws SQLException {
    Connection connection = session.connection();
    String database = identifier(connection, connection.getCatalog());
    for (BackupMetadata.Setting setting : backup.metadata().settings()) {
      String whose =
          setting.role().isEmpty()
              ? "ALTER DATABASE " + database
              : "ALTER ROLE " + identifier(connection, setting.role()) + " IN DATABASE " + database;
      String name = identifier(connection, setting.name()).replace(".", "\".\"");
      try {
        set(connection, whose + " SET " + name, setting);
      } catch (SQLException e) {
        progress.accept("The setting " + setting.name() + " was not restored: " + e.getMessage());
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

  private static String identifier(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.enquoteIdentifier(name, true);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}
