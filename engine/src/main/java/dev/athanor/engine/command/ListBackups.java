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
   * @throws AthanorException INVALID_CONFIGURATION when there is no such directory
   */
  public Backups run() {
    return new Backups(BackupTool.list(directory).stream().map(Entry::of).toList());
  }

  /**
   * One backup.
   *
   * @param name of its directory
   * @param revisions that were current, none at base
   * @param pinnedBy the generation that keeps it, or null
   */
  public record Entry(
      String name,
      String database,
      Instant takenAt,
      List<String> revisions,
      String digest,
      String pinnedBy) {
    static Entry of(Backup backup) {
      return new Entry(
          backup.directory().getFileName().toString(),
          backup.database(),
          backup.takenAt(),
          backup.revisions(),
          backup.digest(),
          backup.pinnedBy().orElse(null));
    }

    private String line() {
      return name
          + "  "
          + takenAt
          + "  at "
          + (revisions.isEmpty() ? "<base>" : String.join(", ", revisions))
          + (pinnedBy == null ? "" : "  pinned by " + pinnedBy);
    }
  }

  /** What is there. */
  public record Backups(List<Entry> backups) implements CommandResult {
    public Backups {
      backups = List.copyOf(backups);
    }

    @Override
    public String text() {
      return backups.isEmpty()
          ? "No backups"
          : backups.stream().map(Entry::line).collect(Collectors.joining("\n"));
    }

    @Override
    public Object json() {
      return backups;
    }
  }
}
