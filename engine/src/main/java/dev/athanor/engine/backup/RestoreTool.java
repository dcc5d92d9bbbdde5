package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.swap.Replacement.Replaced;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings a verified backup back.
 *
 * <p>Into an empty database; over what a database holds, in one transaction, once somebody has
 * accepted the loss that the refusal named; or into a new one that takes its place.
 */
public final class RestoreTool {
  private final RestoreListener listener;
  private final Runnable alone;
  private final Duration patience;

  /**
   * @param listener follows it
   */
  public RestoreTool(RestoreListener listener) {
    this(listener, () -> {}, Watch.PATIENCE);
  }

  /**
   * @param alone throws where somebody else may migrate the database: asked before one takes the
   *     place of another
   */
  public RestoreTool(RestoreListener listener, Runnable alone) {
    this(listener, alone, Watch.PATIENCE);
  }

  RestoreTool(RestoreListener listener, Runnable alone, Duration patience) {
    this.listener = Objects.requireNonNull(listener, "listener");
    this.alone = Objects.requireNonNull(alone, "alone");
    this.patience = patience;
  }

  /**
   * @return what has become of the old database; empty for a restore in place
   * @throws AthanorException {@link Reason#BACKUP_KEY_MISSING} before anything is done; {@link
   *     Reason#RESTORE_FAILED} when the backup is damaged, PostgreSQL refuses it, or what came out
   *     is not what went in; {@link Reason#TARGET_NOT_EMPTY} naming what would be lost; {@link
   *     Reason#BACKUP_TOOL_UNUSABLE}; {@link Reason#INTERRUPTED}; of a restore to the side also
   *     what {@link dev.athanor.engine.swap.Replacement} has
   */
  public Optional<Replaced> restore(
      Backup backup, DatabaseUrl url, SessionSettings settings, RestoreRequest request) {
    return restore(backup, new BackupSource(url, settings), request);
  }

  Optional<Replaced> restore(Backup backup, BackupSource target, RestoreRequest request) {
    return with(
        backup,
        target,
        request,
        (files, tools, database) -> {
          BackupLoader loader =
              new BackupLoader(backup, files, tools, request, listener, patience, false);
          if (request.swap()) {
            return Optional.of(
                new SideRestore(backup, target, loader, request, listener, alone).run(database));
          }
          inPlace(backup, target, database, loader, request);
          return Optional.empty();
        });
  }

  /**
   * Into an empty database of a server that has it only for a while, and has nothing of what stands
   * beside a database: the roles are made first, as far as they are not there, without their
   * passwords; tablespaces and subscriptions are left out.
   *
   * @param url as a superuser
   * @throws AthanorException {@link Reason#RESTORE_FAILED}, {@link Reason#BACKUP_TOOL_UNUSABLE},
   *     {@link Reason#INTERRUPTED}
   */
  public void restoreForAWhile(
      Backup backup, DatabaseUrl url, SessionSettings settings, RestoreRequest request) {
    BackupSource target = new BackupSource(url, settings);
    with(
        backup,
        target,
        request,
        (files, tools, database) -> {
          BackupLoader loader =
              new BackupLoader(backup, files, tools, request, listener, patience, true);
          loader.roles(target, database);
          loader.intoEmpty(target, database, loader.settings());
          return Optional.empty();
        });
  }

  /** What is done with the files of a backup and a session of the target's. */
  private interface Load {
    Optional<Replaced> load(Path files, PostgresTools tools, Database database)
        throws SQLException, IOException;
  }

  private static Optional<Replaced> with(
      Backup backup, BackupSource target, RestoreRequest request, Load load) {
    PostgresTools tools =
        PostgresTools.forArchive(request.tools(), backup.metadata().clientVersion());
    try (BackupStore.LocalCopy files = backup.store().files(backup);
        Database database = target.open()) {
      requireServer(backup, database.connection());
      return load.load(files.directory(), tools, database);
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

  private void inPlace(
      Backup backup,
      BackupSource target,
      Database database,
      BackupLoader loader,
      RestoreRequest request)
      throws SQLException, IOException {
    TargetContents contents = TargetContents.read(database.connection());
    if (Loss.requireAcceptance(contents, backup, database, request, listener).isPresent()) {
      loader.replacing(target, database, contents);
    } else {
      loader.intoEmpty(target, database, loader.settings());
    }
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
}
