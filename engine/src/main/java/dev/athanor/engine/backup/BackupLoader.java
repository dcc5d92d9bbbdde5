package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Loads a backup whose files are here into a database, and looks whether it is what it was. */
final class BackupLoader {
  private final Backup backup;
  private final Path dump;
  private final Path roles;
  private final Path settings;
  private final PostgresTools tools;
  private final RestoreRequest request;
  private final RestoreListener listener;
  private final Duration patience;
  private final boolean forAWhile;

  /**
   * @param files of the backup, whose checksums were compared
   * @param forAWhile whether what stands beside a database is left out
   */
  BackupLoader(
      Backup backup,
      Path files,
      PostgresTools tools,
      RestoreRequest request,
      RestoreListener listener,
      Duration patience,
      boolean forAWhile) {
    this.backup = backup;
    this.dump = files.resolve(Backup.DUMP);
    this.roles = files.resolve(Backup.ROLES);
    this.settings = files.resolve(Backup.SETTINGS);
    this.tools = tools;
    this.request = request;
    this.listener = listener;
    this.patience = patience;
    this.forAWhile = forAWhile;
  }

  /** Makes the roles that the server lacks. */
  void roles(BackupSource target, Database session) {
    if (Files.exists(roles)) {
      loader(target, session).roles(roles);
    } else {
      listener.progress("The backup has no roles: what belongs to one cannot be restored.");
    }
  }

  /**
   * @param settings that the database is to give its sessions
   */
  void intoEmpty(BackupSource target, Database session, List<BackupMetadata.Setting> settings)
      throws SQLException {
    loader(target, session).intoEmpty(dump);
    finish(session, settings);
  }

  /** In one transaction. */
  void replacing(BackupSource target, Database session, TargetContents contents)
      throws SQLException, IOException {
    listener.progress("Replacing what is in " + contents.database() + ".");
    loader(target, session).replacing(dump, contents);
    finish(session, settings());
  }

  /** What the database gave its sessions when the backup was taken. */
  List<BackupMetadata.Setting> settings() throws IOException {
    return Files.exists(settings)
        ? BackupMetadata.settings(Files.readAllBytes(settings))
        : backup.metadata().settings();
  }

  private void finish(Database session, List<BackupMetadata.Setting> settings) throws SQLException {
    DatabaseSettings.apply(settings, session, listener);
    requireSameHistory(session);
    session.execute("ANALYZE");
  }

  private ArchiveLoader loader(BackupSource target, Database session) {
    return new ArchiveLoader(
        tools,
        target,
        session.facts().majorVersion(),
        isReadOnly(session),
        request,
        new Watch(patience, Optional.of(target)),
        forAWhile);
  }

  /** What the database gives its sessions, whatever ours has set since. */
  private static boolean isReadOnly(Database database) {
    return "on"
        .equals(
            database.queryText(
                "SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only'"));
  }

  /**
   * Compares what was loaded with what the backup has: its history, and the rows of each table.
   *
   * @throws AthanorException RESTORE_FAILED naming what differs
   */
  void compare(Database session) {
    requireSameHistory(session);
    DumpRows rows = DumpRows.count(tools, dump);
    List<String> differences = rows.differencesFrom(session);
    if (!differences.isEmpty()) {
      throw differs("rows of " + String.join(", ", differences));
    }
    listener.progress("Compared: the history, and " + rows + ".");
  }

  private void requireSameHistory(Database session) {
    String fingerprint = History.read(session).fingerprint();
    if (!fingerprint.equals(backup.historyFingerprint())) {
      throw differs(
          "the restored history is "
              + fingerprint
              + " and the backup's was "
              + backup.historyFingerprint());
    }
  }

  private static AthanorException differs(String what) {
    return new AthanorException(
        Reason.RESTORE_FAILED,
        "what was restored is not what the backup has: " + what,
        "Do not use the restored database; find out who else writes to it.");
  }
}
