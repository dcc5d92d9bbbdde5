package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The backups below one directory, of whichever databases. */
final class BackupVolume {
  /** Held locked while a backup is being made: an unlocked one belongs to a run that died. */
  static final String OWNER = ".owner";

  private final Path directory;

  BackupVolume(Path directory) {
    this.directory = directory;
  }

  /** The whole backups of a database, newest first. What cannot be opened is left out. */
  List<Backup> of(DatabaseIdentity database) throws IOException {
    List<Backup> backups = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, e -> Files.isRegularFile(e.resolve(Checksums.FILE)))) {
      for (Path entry : entries) {
        open(entry).filter(b -> b.metadata().database().equals(database)).ifPresent(backups::add);
      }
    }
    backups.sort(Comparator.comparing(Backup::takenAt).reversed());
    return backups;
  }

  /** Deletes what runs that died have left behind. */
  void removeAbandoned() throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, "*" + Backup.PARTIAL)) {
      for (Path entry : entries) {
        if (abandoned(entry)) {
          DurableFiles.deleteTree(entry);
        }
      }
    }
  }

  /**
   * Releases the pins of migrations that have succeeded: those that led to where the database now
   * is, and those that they made up for.
   */
  void release(List<Backup> backups, List<String> current) throws IOException {
    boolean succeeded = false;
    for (Backup backup : backups) {
      succeeded = succeeded || backup.metadata().ledTo(current);
      if (succeeded && backup.pinnedBy().isPresent()) {
        Files.delete(backup.directory().resolve(Backup.PIN));
        DurableFiles.syncDirectory(backup.directory());
      }
    }
  }

  /**
   * Deletes backups beyond {@code retain}: first those of a plan that has a newer one, so that a
   * run that fails again and again does not drive out all others, then the oldest. The given one
   * stays whatever its age, and so does every pinned one; one that is not whole is neither deleted
   * nor counted.
   */
  List<Path> prune(DatabaseIdentity database, Path newest, int retain) throws IOException {
    Set<String> plans = new HashSet<>();
    List<Backup> lastToGo = new ArrayList<>();
    List<Backup> superseded = new ArrayList<>();
    for (Backup backup : of(database)) {
      BackupMetadata metadata = backup.metadata();
      boolean hasNewer = metadata.isForChange() && !plans.add(metadata.planHash());
      if (!backup.directory().equals(newest)
          && backup.pinnedBy().isEmpty()
          && backup.looksWhole()) {
        (hasNewer ? superseded : lastToGo).add(backup);
      }
    }
    lastToGo.addAll(superseded);
    List<Path> deleted = new ArrayList<>();
    int kept = Math.min(Math.max(retain - 1, 0), lastToGo.size());
    for (Backup backup : lastToGo.subList(kept, lastToGo.size())) {
      DurableFiles.deleteTree(backup.directory());
      deleted.add(backup.directory());
    }
    return deleted;
  }

  private static Optional<Backup> open(Path entry) {
    try {
      return Optional.of(Backup.open(entry));
    } catch (AthanorException notWhole) {
      return Optional.empty();
    }
  }

  private static boolean abandoned(Path partial) {
    try (FileChannel channel =
            FileChannel.open(
                partial.resolve(OWNER), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }
}
