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
import java.util.List;
import java.util.Optional;

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

  /** Pins or keeps a backup: {@code file} is {@link Backup#PIN} or {@link Backup#KEEP}. */
  static void mark(Path backup, String file, String why) throws IOException {
    DurableFiles.write(backup.resolve(file), (why + "\n").getBytes(UTF_8));
    DurableFiles.syncDirectory(backup);
  }

  /** Takes that back. */
  static void unmark(Path backup, String file) throws IOException {
    if (Files.deleteIfExists(backup.resolve(file))) {
      DurableFiles.syncDirectory(backup);
    }
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
