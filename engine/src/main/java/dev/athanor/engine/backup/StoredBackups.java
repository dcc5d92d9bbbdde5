package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
    try {
      return store.all();
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

  private Optional<Backup> find(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst();
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
