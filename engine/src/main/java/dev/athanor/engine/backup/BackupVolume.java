package dev.athanor.engine.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
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

  private static final Duration WITHOUT_OWNER = Duration.ofMinutes(1);

  private final Path directory;

  BackupVolume(Path directory) {
    this.directory = directory;
  }

  /** The whole backups of a database, newest first. */
  List<Backup> of(DatabaseIdentity database) throws IOException {
    return all().stream().filter(b -> b.metadata().database().equals(database)).toList();
  }

  /** The whole backups, newest first. What cannot be opened is left out. */
  List<Backup> all() throws IOException {
    List<Backup> backups = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, BackupVolume::isDone)) {
      for (Path entry : entries) {
        open(entry).ifPresent(backups::add);
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
   * Keeps a backup until the migration of this generation has succeeded, if nothing was backed up
   * or kept for that yet: the first holds the state before any attempt at it.
   */
  void pinIfFirst(Path backup, DatabaseIdentity database, String generation) throws IOException {
    boolean first =
        of(database).stream()
            .noneMatch(
                b ->
                    generation.equals(b.metadata().generation())
                        || b.pinnedBy().filter(generation::equals).isPresent());
    if (first) {
      DurableFiles.write(backup.resolve(Backup.PIN), (generation + "\n").getBytes(UTF_8));
      DurableFiles.syncDirectory(backup);
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

  private static boolean isDone(Path entry) {
    return Files.isRegularFile(entry.resolve(Checksums.FILE))
        && !entry.toString().endsWith(Backup.PARTIAL);
  }

  private static Optional<Backup> open(Path entry) {
    try {
      return Optional.of(Backup.open(entry));
    } catch (AthanorException notWhole) {
      return Optional.empty();
    }
  }

  private static boolean abandoned(Path partial) throws IOException {
    try (FileChannel channel = FileChannel.open(partial.resolve(OWNER), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException e) {
      return isOld(partial);
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  /** Between its first moment and its lock, and while it is deleted, a backup has no owner. */
  private static boolean isOld(Path partial) throws IOException {
    try {
      Instant changed = Files.getLastModifiedTime(partial).toInstant();
      return changed.isBefore(Instant.now().minus(WITHOUT_OWNER));
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
