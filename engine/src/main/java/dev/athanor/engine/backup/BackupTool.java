package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.PastRun;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.MigrationPlan;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Backs up the database that a plan is about to change, before it does.
 *
 * <p>A backup is verified before it gets its name: every member read through pg_restore, every file
 * checksummed and fsynced. An earlier backup at the same history serves again while it is young
 * enough and still verifies.
 */
public final class BackupTool {
  private final BackupListener listener;
  private final Duration patience;

  /**
   * @param progress hears how it goes
   */
  public BackupTool(BackupListener listener) {
    this(listener, Watch.PATIENCE);
  }

  BackupTool(BackupListener listener, Duration patience) {
    this.listener = Objects.requireNonNull(listener, "listener");
    this.patience = patience;
  }

  /**
   * @param plan what is about to run
   * @param settings of our own session; pg_dump takes the role of it
   * @return the verified backup, old or new
   * @throws AthanorException {@link Reason#BACKUP_TOOL_UNUSABLE}, {@link Reason#BACKUP_FAILED},
   *     {@link Reason#BACKUP_VOLUME_FULL}, {@link Reason#PLAN_CHANGED} when the history is no
   *     longer the plan's, {@link Reason#INTERRUPTED}; then nothing of this backup is left
   */
  public BackupReceipt.Verified backup(
      MigrationPlan plan, DatabaseUrl url, SessionSettings settings, BackupRequest request) {
    return backup(
        (history, runs) -> BackupSubject.of(plan, history, runs),
        new BackupSource(url, settings),
        request);
  }

  /**
   * One backup of the database before several plans, each of a schema with a history of its own.
   *
   * @param plans by schema; at least one
   * @param hash of them all
   * @param settings of our own session; which schema it sees is of no account
   * @return the receipt for them all, of which {@link BackupReceipt.Verified#of} makes one for
   *     each; an earlier backup never serves
   * @throws AthanorException as for one plan; whether a history moved is found out under its lock
   */
  public BackupReceipt.Verified backup(
      Map<String, MigrationPlan> plans,
      String hash,
      DatabaseUrl url,
      SessionSettings settings,
      BackupRequest request) {
    return backup(
            (history, runs) -> BackupSubject.of(plans, hash, history, runs),
            new BackupSource(url, settings),
            request.withMaxAge(Duration.ZERO))
        .ofAll(hash);
  }

  /**
   * A backup for its own sake, of a standby too: of the history that is found, releasing nothing.
   *
   * @throws AthanorException as for a plan's
   */
  public BackupReceipt.Verified backup(
      DatabaseUrl url, SessionSettings settings, BackupRequest request) {
    return backup(BackupSubject::of, new BackupSource(url, settings), request);
  }

  private BackupReceipt.Verified backup(
      BiFunction<History, List<PastRun>, BackupSubject> subjects,
      BackupSource source,
      BackupRequest request) {
    try (Database database = source.open();
        ExportedSnapshot snapshot = ExportedSnapshot.open(database)) {
      PostgresTools tools = PostgresTools.forServer(request.tools(), database.facts());
      BackupSubject subject = subjects.apply(History.read(database), PastRun.all(database));
      request.store().prepare();
      return stored(
          new BackupWriter(tools, source, request, watch(source), listener),
          subject,
          snapshot,
          request);
    } catch (SQLException e) {
      throw new AthanorException(
          Reason.BACKUP_FAILED,
          "the database could not be read for the backup: " + e.getMessage(),
          "See to the connection, then run it again; nothing was applied.",
          e);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.BACKUP_FAILED,
          "the backup volume " + request.store() + " cannot be used: " + e,
          "Give the running user the right to write there; nothing was applied.",
          e);
    }
  }

  /** The old ones go only once the new one is there. */
  private BackupReceipt.Verified stored(
      BackupWriter writer, BackupSubject subject, ExportedSnapshot snapshot, BackupRequest request)
      throws SQLException, IOException {
    BackupStore store = request.store();
    StoreContents there = store.look();
    cleanUp(there);
    DatabaseIdentity identity = snapshot.identity();
    List<Backup> others = there.of(identity);
    Marks marks = Marks.of(subject, request, Lineage.of(identity, others), others);
    Optional<Backup> earlier = reusable(subject, others, request, snapshot.takenAt());
    if (earlier.isPresent()) {
      store.markAll(earlier.get(), marks.files());
    }
    Backup backup = earlier.isPresent() ? earlier.get() : writer.write(subject, snapshot, marks);
    tidy(marks, backup, identity, request);
    return receipt(subject, backup, earlier.isPresent());
  }

  /** What cannot be deleted takes room, and is no reason to do without a backup. */
  private void cleanUp(StoreContents there) {
    try {
      there.removeAbandoned();
    } catch (IOException e) {
      listener.progress("What runs that died have left is not deleted: " + e.getMessage());
    }
  }

  /** The new backup is whole whether the others can be changed or not. */
  private void tidy(Marks marks, Backup backup, DatabaseIdentity identity, BackupRequest request) {
    List<String> deleted = new ArrayList<>();
    List<String> released = new ArrayList<>();
    try {
      marks.release(backup, released::add);
      prune(request.store().look().of(identity), backup, request, deleted::add);
    } catch (IOException e) {
      listener.progress(
          "Old backups stay, for they cannot be changed or deleted: " + e.getMessage());
    }
    listener.stored(new StoreChange(backup, deleted, released));
  }

  private Watch watch(BackupSource source) {
    return new Watch(patience, Optional.of(source));
  }

  private Optional<Backup> reusable(
      BackupSubject subject, List<Backup> backups, BackupRequest request, Instant now) {
    Instant oldest = now.minus(request.maxAge());
    if (request.maxAge().equals(Duration.ZERO)) {
      return Optional.empty();
    }
    for (Backup backup : backups) {
      boolean fits =
          backup.historyFingerprint().equals(subject.fingerprint())
              && backup.isAsNew()
              && !backup.takenAt().isBefore(oldest)
              // How old one from the future is, nobody knows: a clock was put back.
              && !backup.takenAt().isAfter(now);
      if (fits && verifiesAgain(backup)) {
        listener.progress("The backup " + backup.location() + " serves again.");
        return Optional.of(backup);
      }
    }
    return Optional.empty();
  }

  private boolean verifiesAgain(Backup backup) {
    List<String> problems = backup.problems();
    if (!problems.isEmpty()) {
      listener.progress(
          "The backup " + backup.location() + " is not used again: " + problems.get(0) + ".");
    }
    return problems.isEmpty();
  }

  private void prune(
      List<Backup> all, Backup newest, BackupRequest request, Consumer<String> deleted)
      throws IOException {
    List<Retention.Held> held = all.stream().map(Retention.Held::of).toList();
    for (String superfluous :
        new Retention(held, List.of())
            .superfluous(newest.name(), request.retain(), request.days())) {
      request.store().delete(superfluous);
      deleted.accept(superfluous);
      listener.progress("Deleted the old backup " + request.store().locationOf(superfluous) + ".");
    }
  }

  private static BackupReceipt.Verified receipt(
      BackupSubject subject, Backup backup, boolean reused) {
    return new BackupReceipt.Verified(
        subject.planHash(),
        backup.historyFingerprint(),
        backup.store().address(),
        backup.name(),
        backup.digest(),
        backup.bytes(),
        backup.takenAt(),
        reused);
  }

  /**
   * The backups of a store, newest first; what is not whole is left out, and there are none in a
   * directory that is not there yet.
   *
   * @throws AthanorException INVALID_CONFIGURATION when it cannot be read
   */
  public static List<Backup> list(BackupStore store) {
    try {
      return store.all();
    } catch (IOException e) {
      throw unreadable(store, e);
    }
  }

  private static AthanorException unreadable(BackupStore store, IOException e) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "the backup volume " + store + " cannot be read: " + e,
        "Name the place that holds the backups with " + Term.BACKUP_DIRECTORY + ".",
        e);
  }

  /**
   * Keeps a backup until {@link #release}, whatever comes after it.
   *
   * @param name its own in the store
   * @throws AthanorException INVALID_CONFIGURATION when there is none of that name, or nothing may
   *     be written
   */
  public static void keep(BackupStore store, String name) {
    mark(store, name, () -> store.mark(name, Backup.KEEP, Marks.BY_HAND));
  }

  /** Leaves a backup to retention: nothing pins or keeps it any more. */
  public static void release(BackupStore store, String name) {
    mark(
        store,
        name,
        () -> {
          store.unmark(name, Backup.KEEP);
          store.unmark(name, Backup.PIN);
        });
  }

  /** What is done to a backup. */
  private interface Change {
    void apply() throws IOException;
  }

  private static boolean isThere(BackupStore store, String name) {
    try {
      return store.find(name).isPresent();
    } catch (IOException e) {
      throw unreadable(store, e);
    }
  }

  private static void mark(BackupStore store, String name, Change change) {
    if (!isThere(store, name)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "there is no whole backup " + name + " in " + store,
          "Give a name that `" + Term.BACKUPS + "` lists.");
    }
    try {
      change.apply();
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the backup " + store.locationOf(name) + " cannot be changed: " + e,
          "Give the running user the right to write there.",
          e);
    }
  }
}
