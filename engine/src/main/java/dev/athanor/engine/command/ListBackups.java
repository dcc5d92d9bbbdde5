package dev.athanor.engine.command;

import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.model.AthanorException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The backups of a store, newest first. */
public final class ListBackups {
  private final BackupStore store;

  public ListBackups(BackupStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * Keeps a backup for as long as nobody says otherwise, then lists all.
   *
   * @param name one that is listed
   * @throws AthanorException INVALID_CONFIGURATION when there is none, or nothing may be written
   */
  public Backups keep(String name) {
    BackupTool.keep(store, name);
    return run();
  }

  /**
   * Leaves a backup to retention, whatever pinned or kept it, then lists all.
   *
   * @param name one that is listed
   * @throws AthanorException as {@link #keep}
   */
  public Backups release(String name) {
    BackupTool.release(store, name);
    return run();
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION when the store cannot be read; a directory that
   *     is not there holds none
   */
  public Backups run() {
    return new Backups(store.toString(), BackupTool.list(store).stream().map(Entry::of).toList());
  }

  /**
   * One backup.
   *
   * @param name its own in the store
   * @param revisions that were current, none at base or where only another tool knows them
   * @param place the same as a person reads it: {@code a1b2 (1/2)} for a partly applied one
   * @param key the public half of the key that it is encrypted to, or null
   * @param pinnedBy what it is pinned for until that has succeeded, or null
   * @param keptFor why it is kept until somebody says otherwise, or null
   */
  public record Entry(
      String name,
      String database,
      Instant takenAt,
      List<String> revisions,
      String place,
      String digest,
      String key,
      String pinnedBy,
      String keptFor) {
    static Entry of(Backup backup) {
      return new Entry(
          backup.name(),
          backup.database(),
          backup.takenAt(),
          backup.revisions(),
          backup.place(),
          backup.digest(),
          backup.key().orElse(null),
          backup.pinnedBy().orElse(null),
          backup.keptFor().orElse(null));
    }

    private String line() {
      return name
          + "  "
          + takenAt
          + "  at "
          + place
          + (key == null ? "" : "  encrypted to " + key)
          + (pinnedBy == null ? "" : "  pinned until " + pinnedBy + " has succeeded")
          + (keptFor == null ? "" : "  kept (" + keptFor + ")");
    }
  }

  /**
   * What is there.
   *
   * @param store that was looked into
   */
  public record Backups(String store, List<Entry> backups) implements CommandResult {
    public Backups {
      Objects.requireNonNull(store, "store");
      backups = List.copyOf(backups);
    }

    @Override
    public String text() {
      return backups.isEmpty()
          ? "No backups in " + store
          : backups.stream().map(Entry::line).collect(Collectors.joining("\n"));
    }

    @Override
    public Object json() {
      return backups;
    }
  }
}
