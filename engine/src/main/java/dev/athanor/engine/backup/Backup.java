package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A backup on disk.
 *
 * <pre>
 *   NAME/dump/        pg_dump's directory format
 *   NAME/roles.sql    the cluster's roles without passwords, where they may be read
 *   NAME/backup.json  what this is a backup of
 *   NAME/SHA256SUMS   the checksums of all these
 *   NAME/PINNED       until the migration has succeeded that it was taken for
 *   NAME/KEPT         until somebody says otherwise; both outside the checksums, for they come and go
 *   NAME.partial/     one that is being made, or deleted
 * </pre>
 */
public final class Backup {
  static final String PARTIAL = ".partial";
  static final String DUMP = "dump";
  static final String ROLES = "roles.sql";
  static final String PIN = "PINNED";
  static final String KEEP = "KEPT";

  /** What of a backup its checksums do not cover. */
  static final Set<String> OUTSIDE_CHECKSUMS = Set.of(PIN, KEEP, BackupVolume.OWNER);

  private final Path directory;
  private final BackupMetadata metadata;
  private final Checksums checksums;

  private Backup(Path directory, BackupMetadata metadata, Checksums checksums) {
    this.directory = directory;
    this.metadata = metadata;
    this.checksums = checksums;
  }

  /**
   * Opens a backup without reading its members.
   *
   * @throws AthanorException {@link Reason#RESTORE_FAILED} when it is not a whole backup
   */
  public static Backup open(Path directory) {
    Objects.requireNonNull(directory, "directory");
    try {
      if (directory.toString().endsWith(PARTIAL)) {
        throw new IOException("it was never finished");
      }
      return new Backup(directory, BackupMetadata.read(directory), Checksums.read(directory));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.RESTORE_FAILED,
          directory + " is not a whole backup: " + describe(e),
          "Choose another backup of that volume.",
          e);
    }
  }

  public Path directory() {
    return directory;
  }

  /** SHA-256 over the names and SHA-256s of all its files. */
  public String digest() {
    return checksums.digest();
  }

  /** When the snapshot was taken. */
  public Instant takenAt() {
    return Instant.parse(metadata.takenAt());
  }

  /** The history of the database in the snapshot. */
  public String historyFingerprint() {
    return metadata.historyFingerprint();
  }

  /** The name of the database it is of. */
  public String database() {
    return metadata.database().name();
  }

  /** The revisions that were current, none at base or where only another tool knows them. */
  public List<String> revisions() {
    return metadata.from();
  }

  /** Where the database was, as a person reads it: {@code a1b2 (1/2)} for one that was partial. */
  public String place() {
    return metadata.place();
  }

  /** What it is pinned for until that has succeeded, such as a generation of a resource. */
  public Optional<String> pinnedBy() {
    return note(PIN);
  }

  /** Why it is kept until somebody says otherwise, if it is. */
  public Optional<String> keptFor() {
    return note(KEEP);
  }

  private Optional<String> note(String file) {
    try {
      return Optional.of(Files.readString(directory.resolve(file)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // One that cannot be read says at least that it is there.
      return Optional.of("unreadable: " + e.getMessage());
    }
  }

  /**
   * Reads every file and compares it with its checksum.
   *
   * @return what is wrong, a line each; empty when nothing is
   */
  public List<String> problems() {
    try {
      return checksums.problems(directory, OUTSIDE_CHECKSUMS);
    } catch (IOException e) {
      return List.of("cannot be read: " + describe(e));
    }
  }

  BackupMetadata metadata() {
    return metadata;
  }

  Path dump() {
    return directory.resolve(DUMP);
  }

  /** Whether all its files are there: quick, and no proof that they are unaltered. */
  boolean looksWhole() {
    return checksums.names().stream().allMatch(n -> Files.isRegularFile(directory.resolve(n)));
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : new ArrayList<>(DurableFiles.files(directory))) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static String describe(IOException e) {
    return e instanceof NoSuchFileException ? "there is no " + e.getMessage() : e.getMessage();
  }
}
