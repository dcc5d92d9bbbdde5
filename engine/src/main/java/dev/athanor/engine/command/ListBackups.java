package dev.athanor.engine.command;

import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.model.AthanorException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The backups of a volume, newest first. */
public final class ListBackups {
  private final Path directory;

  public ListBackups(Path directory) {
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  /**
   * Keeps a backup for as long as nobody says otherwise, then lists all.
   *
   * @param name one that is listed
   * @throws AthanorException INVALID_CONFIGURATION when there is none, or nothing may be written
   */
  public Backups keep(String name) {
    BackupTool.keep(directory, name);
    return run();
  }

  /**
   * Leaves a backup to retention, whatever pinned or kept it, then lists all.
   *
   * @param name one that is listed
   * @throws AthanorException as {@link #keep}
   */
  public Backups release(String name) {
    BackupTool.release(directory, name);
    return run();
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION when the directory cannot be read; one that is
   *     not there holds none
   */
  public Backups run() {
    return new Backups(
        directory.toString(), BackupTool.list(directory).stream().map(Entry::of).toList());
  }

  /**
   * One backup.
   *
   * @param name of its directory
   * @param revisions that were current, none at base or where only another tool knows them
   * @param place the same as a person reads it: {@code a1b2 (1/2)} for a partly applied one
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
      String pinnedBy,
      String keptFor) {
    static Entry of(Backup backup) {
      return new Entry(
          backup.directory().getFileName().toString(),
          backup.database(),
          backup.takenAt(),
          backup.revisions(),
          backup.place(),
          backup.digest(),
          backup.pinnedBy().orElse(null),
          backup.keptFor().orElse(null));
    }

    private String line() {
      return name
          + "  "
          + takenAt
          + "  at "
          + place
          + (pinnedBy == null ? "" : "  pinned until " + pinnedBy + " has succeeded")
          + (keptFor == null ? "" : "  kept (" + keptFor + ")");
    }
  }

  /**
   * What is there.
   *
   * @param directory that was looked into
   */
  public record Backups(String directory, List<Entry> backups) implements CommandResult {
    public Backups {
      Objects.requireNonNull(directory, "directory");
      backups = List.copyOf(backups);
    }

    @Override
    public String text() {
      return backups.isEmpty()
          ? "No backups in " + directory
          : backups.stream().map(Entry::line).collect(Collectors.joining("\n"));
    }

    @Override
    public Object json() {
      return backups;
    }
  }
}
