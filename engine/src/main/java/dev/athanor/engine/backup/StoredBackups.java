package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** The backups of a store, for who keeps records of them; a store that fails may be asked again. */
public final class StoredBackups {
  private final BackupStore store;

  public StoredBackups(BackupStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * The whole ones, newest first.
   *
   * @throws AthanorException BACKUP_STORE_FAILED when the store cannot be read
   */
  public List<Backup> all() {
    return all(name -> true);
  }

  /**
   * The same.
   *
   * @param names of those that are wanted; no other is read
   */
  public List<Backup> all(Predicate<String> names) {
    try {
      return store.look().all(names);
    } catch (IOException e) {
      throw failed("the backups in " + store + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /**
   * One of them.
   *
   * @throws AthanorException NO_SUCH_BACKUP, or as {@link #all}
   */
  public Backup get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.NO_SUCH_BACKUP,
                    "there is no whole backup " + name + " in " + store,
                    "It was deleted, or this is not the store that it is in."));
  }

  /**
   * The one that has what was there before something was tried for the first time: pinned for that,
   * or named, or the oldest that was taken for it.
   *
   * @param session of the database that it is of
   * @param generation what was tried
   * @param name of one, as far as that is known
   * @throws AthanorException NO_SUCH_BACKUP, or as {@link #all}
   */
  public Backup fromBefore(Database session, String generation, Optional<String> name) {
    List<Backup> own;
    try {
      own = store.look().of(ExportedSnapshot.identity(session.connection()));
    } catch (IOException e) {
      throw failed("the backups in " + store + " cannot be listed: " + e.getMessage(), e);
    } catch (SQLException e) {
      throw SqlErrors.running(session.url(), e);
    }
    return last(own, backup -> backup.pinnedBy().filter(generation::equals).isPresent())
        .or(() -> last(own, backup -> name.filter(backup.name()::equals).isPresent()))
        .or(() -> last(own, backup -> backup.generation().filter(generation::equals).isPresent()))
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.NO_SUCH_BACKUP,
                    "no backup in "
                        + store
                        + " has what was in "
                        + session.url()
                        + " before the run that failed",
                    "Choose another one: `" + Term.BACKUPS + "` lists them."));
  }

  private static Optional<Backup> last(List<Backup> newestFirst, Predicate<Backup> which) {
    return newestFirst.stream().filter(which).reduce((newer, older) -> older);
  }

  private Optional<Backup> find(String name) {
    try {
      return store.find(name);
    } catch (IOException e) {
      throw failed("the backup " + name + " in " + store + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Deletes one.
   *
   * @param maker what its {@link Backup#generation} must begin with; empty: whoever has made it
   * @return whether it was there
   * @throws AthanorException BACKUP_KEPT when something pins or keeps it, BACKUP_OF_ANOTHER when
   *     somebody else has made it, BACKUP_STORE_FAILED when the store cannot be read or changed
   */
  public boolean delete(String name, Optional<String> maker) {
    Optional<Backup> found = find(name);
    if (found.isEmpty()) {
      return false;
    }
    requireFree(found.get());
    requireMaker(found.get(), maker);
    try {
      store.delete(name);
      return true;
    } catch (IOException e) {
      throw failed(
          "the backup " + store.locationOf(name) + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  private static void requireFree(Backup backup) {
    Optional<String> why =
        backup.keptFor().or(() -> backup.pinnedBy().map(by -> "until " + by + " has succeeded"));
    if (why.isPresent()) {
      throw new AthanorException(
          Reason.BACKUP_KEPT,
          "the backup " + backup.location() + " is kept: " + why.get(),
          "Let it go first, where nobody needs it.");
    }
  }

  private static void requireMaker(Backup backup, Optional<String> maker) {
    if (maker.isPresent() && backup.generation().filter(g -> g.startsWith(maker.get())).isEmpty()) {
      throw new AthanorException(
          Reason.BACKUP_OF_ANOTHER,
          "the backup %s was made for %s, not for %s"
              .formatted(backup.location(), backup.generation().orElse("no resource"), maker.get()),
          "Another cluster may live by it: make sure that none does.");
    }
  }

  private AthanorException failed(String message, IOException e) {
    return new AthanorException(
        Reason.BACKUP_STORE_FAILED,
        message,
        "See to the store, and to the right to do that there; nothing looks like a backup that"
            + " is none.",
        e);
  }
}
