package dev.athanor.engine.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The backups below one directory, of whichever databases.
 *
 * <pre>
 *   NAME/          a backup
 *   NAME.partial/  one that is being made, or deleted
 * </pre>
 */
final class DirectoryStore extends BackupStore {
  /** Held locked while a backup is being made: an unlocked one belongs to a run that died. */
  static final String OWNER = ".owner";

  static final String PARTIAL = ".partial";

  /** What of a backup its checksums do not cover. */
  static final Set<String> OUTSIDE_CHECKSUMS =
      Set.of(Backup.PIN, Backup.KEEP, Backup.RESTORED, OWNER);

  private static final Duration WITHOUT_OWNER = Duration.ofMinutes(1);

  private final Path root;

  DirectoryStore(Path root) {
    this(root, Optional.empty());
  }

  private DirectoryStore(Path root, Optional<AgeKeys> keys) {
    super(keys);
    this.root = Objects.requireNonNull(root, "root");
  }

  @Override
  public String toString() {
    return root.toString();
  }

  @Override
  public BackupStore with(AgeKeys keys) {
    return new DirectoryStore(root, Optional.of(keys));
  }

  @Override
  String address() {
    return root.toAbsolutePath().toString();
  }

  @Override
  void prepare() throws IOException {
    Files.createDirectories(root);
    if (!Files.isWritable(root)) {
      throw new IOException("not writable");
    }
  }

  @Override
  StoreContents look() {
    return new Contents();
  }

  @Override
  StoreContents look(String name) {
    return new Contents();
  }

  @Override
  Backup read(String name) throws IOException {
    Path directory = root.resolve(name);
    if (name.endsWith(PARTIAL)) {
      throw new IOException("it was never finished");
    }
    BackupMetadata metadata =
        BackupMetadata.of(Files.readAllBytes(directory.resolve(BackupMetadata.FILE)));
    Checksums checksums = Checksums.of(Files.readAllBytes(directory.resolve(Checksums.FILE)));
    long bytes = 0;
    for (Path file : DurableFiles.files(directory)) {
      bytes += Files.size(file);
    }
    boolean whole =
        checksums.names().stream().allMatch(n -> Files.isRegularFile(directory.resolve(n)));
    return new Backup(this, name, metadata, checksums, notes(directory), whole, bytes);
  }

  private static Map<String, String> notes(Path directory) {
    Map<String, String> notes = new HashMap<>();
    for (String file : Backup.MARKS) {
      try {
        notes.put(file, Files.readString(directory.resolve(file)).strip());
      } catch (NoSuchFileException none) {
        continue;
      } catch (IOException e) {
        // One that cannot be read says at least that it is there.
        notes.put(file, "unreadable: " + e.getMessage());
      }
    }
    return notes;
  }

  /** Makes the directory of a name that nobody has: replicas begin in the same second. */
  @Override
  DirectoryDraft begin(String name) throws IOException {
    for (int n = 1; ; n++) {
      String free = n == 1 ? name : name + "-" + n;
      if (Files.exists(root.resolve(free))) {
        continue;
      }
      Path partial = root.resolve(free + PARTIAL);
      try {
        DurableFiles.createPrivateDirectory(partial);
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      return DirectoryDraft.own(this, free, partial);
    }
  }

  @Override
  void mark(String name, String file, String why) throws IOException {
    mark(root.resolve(name), file, why);
  }

  static void mark(Path backup, String file, String why) throws IOException {
    DurableFiles.write(backup.resolve(file), (why + "\n").getBytes(UTF_8));
    DurableFiles.syncDirectory(backup);
  }

  @Override
  void unmark(String name, String file) throws IOException {
    Path backup = root.resolve(name);
    if (Files.deleteIfExists(backup.resolve(file))) {
      DurableFiles.syncDirectory(backup);
    }
  }

  @Override
  void delete(String name) throws IOException {
    DurableFiles.deleteTree(root.resolve(name));
  }

  @Override
  List<String> problems(Backup backup) throws IOException {
    return backup
        .checksums()
        .problems(Checksums.of(root.resolve(backup.name()), OUTSIDE_CHECKSUMS));
  }

  @Override
  LocalCopy fetch(Backup backup) {
    List<String> problems = backup.problems();
    if (!problems.isEmpty()) {
      throw damaged(backup, problems);
    }
    Path directory = root.resolve(backup.name());
    return new LocalCopy() {
      @Override
      public Path directory() {
        return directory;
      }

      @Override
      public boolean isCopy() {
        return false;
      }

      @Override
      public void close() {
        // It is no copy.
      }
    };
  }

  static AthanorException damaged(Backup backup, List<String> problems) {
    return new AthanorException(
        Reason.RESTORE_FAILED,
        "the backup " + backup.location() + " is damaged: " + String.join("; ", problems),
        "Choose another backup of that volume; the database was not touched.");
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

  /** Read when it is asked for: a directory costs nothing to look into again. */
  private final class Contents extends StoreContents {
    @Override
    List<Backup> find(Predicate<String> names) throws IOException {
      List<Backup> backups = new ArrayList<>();
      if (Files.notExists(root)) {
        return backups;
      }
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(root, entry -> Files.isDirectory(entry))) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          try {
            if (names.test(name)) {
              backups.add(read(name));
            }
          } catch (IOException notWhole) {
            continue;
          }
        }
      }
      return backups;
    }

    @Override
    void removeAbandoned() throws IOException {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "*" + PARTIAL)) {
        for (Path entry : entries) {
          if (abandoned(entry)) {
            DurableFiles.deleteTree(entry);
          }
        }
      }
    }
  }
}
