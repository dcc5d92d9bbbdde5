package dev.athanor.engine.backup;

import dev.athanor.engine.backup.RestoreRequest.Beforehand;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Uninterrupted;
import dev.athanor.engine.sql.SqlText;
import dev.athanor.engine.swap.Replacement;
import dev.athanor.engine.swap.Replacement.Replaced;
import dev.athanor.engine.swap.RestoreStep;
import dev.athanor.engine.swap.WriteFence;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Restores to the side, verifies, swaps: the application goes on in the old database until the new
 * one is loaded and compared, and the old one stays, under another name.
 */
final class SideRestore {
  private static final long MIB = 1 << 20;
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final Backup backup;
  private final BackupSource target;
  private final BackupLoader loader;
  private final RestoreRequest request;
  private final RestoreListener listener;
  private final Runnable alone;

  /**
   * @param alone throws where somebody else may migrate the database meanwhile
   */
  SideRestore(
      Backup backup,
      BackupSource target,
      BackupLoader loader,
      RestoreRequest request,
      RestoreListener listener,
      Runnable alone) {
    this.backup = backup;
    this.target = target;
    this.loader = loader;
    this.request = request;
    this.listener = listener;
    this.alone = alone;
  }

  /**
   * @param database a session of the old one, which is closed before the swap
   */
  Replaced run(Database database) throws SQLException {
    try (Replacement replacement =
        Replacement.of(
            database, target.settings(), backup.name(), backup.digest(), listener::reached)) {
      Optional<Replaced> done = replacement.done(request.word());
      if (done.isPresent()) {
        listener.progress("An earlier run has done this, at " + done.get().at() + ".");
        return done.get();
      }
      replacement.requireNoObstacles();
      requireFence();
      Loss.requireAcceptance(
          TargetContents.read(database.connection()), backup, database, request, listener);
      fill(replacement);
      return swap(replacement, database);
    }
  }

  /** Where the loss was accepted only as far as nobody else can have written. */
  private void requireFence() {
    Optional<String> run = request.beforehand().filter(Beforehand::fenced).map(Beforehand::run);
    boolean stands =
        run.isEmpty()
            || new WriteFence(target.url(), target.settings())
                .since(run.get())
                .filter(since -> !since.isAfter(backup.takenAt()))
                .isPresent();
    if (!stands) {
      throw new AthanorException(
          Reason.RESTORE_FAILED,
          "The write fence of this run has not stood since "
              + backup.takenAt()
              + ", when the backup was taken: others may have written since. Nothing was restored.",
          "See what was written, then restore by hand and accept that loss.");
    }
  }

  private void fill(Replacement replacement) throws SQLException {
    if (replacement.isLoaded() && isStillWhole(replacement)) {
      return;
    }
    listener.progress(
        "Restoring into "
            + replacement.name()
            + ", beside "
            + target.url().database()
            + ": the server's disk needs room for about "
            + Math.max(1, replacement.bytes() / MIB)
            + " MiB more.");
    try {
      replacement.create();
      try (Database side = open(replacement)) {
        loader.intoEmpty(source(replacement), side, List.of());
        listener.reached(RestoreStep.FILLED);
        loader.compare(side);
      }
      replacement.loaded();
    } catch (AthanorException e) {
      dropped(replacement);
      throw new AthanorException(
          e.reason(),
          e.getMessage(),
          target.url().database()
              + " is as it was, and what was made beside it is gone. Mend what this names, then"
              + " run it again.",
          e);
    }
  }

  private boolean isStillWhole(Replacement replacement) {
    listener.progress("An earlier run has loaded " + replacement.name() + ".");
    try (Database side = open(replacement)) {
      loader.compare(side);
      return true;
    } catch (AthanorException e) {
      listener.progress("It cannot be used: " + e.getMessage() + ". It is made again.");
      return false;
    }
  }

  /** The failure that led here is what counts; the next run takes away what stays. */
  private void dropped(Replacement replacement) {
    try {
      Uninterrupted.run(replacement::drop);
    } catch (AthanorException e) {
      listener.progress(replacement.name() + " stays for now: " + e.getMessage());
    }
  }

  /** As the old one is now, not as it was when loading began. */
  private Replaced swap(Replacement replacement, Database database) throws SQLException {
    TargetContents old = TargetContents.read(database.connection());
    Optional<Loss> loss = Loss.requireAcceptance(old, backup, database, request, listener);
    String fingerprint = History.read(database).fingerprint();
    List<BackupMetadata.Setting> settings = ExportedSnapshot.settings(database.connection());
    try (Database side = open(replacement)) {
      side.execute("ALTER DATABASE " + SqlText.identifier(replacement.name()) + " RESET ALL");
      DatabaseSettings.apply(settings, side, listener);
    }
    remember(replacement);
    requireFence();
    alone.run();
    database.close();
    listener.progress("Swapping: sessions of " + old.database() + " are ended now.");
    Replaced replaced =
        replacement.swap(loss.isPresent() ? request.word().orElse("") : "", patience());
    if (loss.isPresent()) {
      count(replaced, old.identity(), fingerprint);
    }
    return replaced;
  }

  /** Whose backups are whose, the store is to know from now on. */
  private void remember(Replacement replacement) {
    try {
      backup.restoredAs(replacement.number());
    } catch (IOException e) {
      listener.progress(
          "The backups so far will count as another database's, for the store cannot be changed: "
              + e.getMessage());
    }
  }

  /** Nobody writes to it any more, and all sessions have handed in their counts. */
  private void count(Replaced replaced, DatabaseIdentity was, String fingerprint) {
    BackupSource kept =
        new BackupSource(target.url().withDatabase(replaced.keptAs()), target.settings());
    try (Database session = kept.open()) {
      TargetContents contents = TargetContents.read(session.connection()).as(was);
      listener.loss(Loss.of(contents, backup, fingerprint, session.names()));
    } catch (AthanorException | SQLException e) {
      listener.progress("What was written at last was not counted: " + e.getMessage());
    }
  }

  private Duration patience() {
    Duration wait = target.settings().lockTimeout();
    return wait.isZero() ? FOR_EVER : wait;
  }

  private BackupSource source(Replacement replacement) {
    return new BackupSource(replacement.url(), target.settings());
  }

  private Database open(Replacement replacement) {
    return source(replacement).open();
  }
}
