package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A backup on disk.
 *
 * <pre>
 *   NAME/dump/        pg_dump's directory format
 *   NAME/roles.sql    the cluster's roles without passwords, where they may be read
 *   NAME/backup.json  what this is a backup of
 *   NAME/SHA256SUMS   the checksums of all these
 *   NAME/PINNED       the generation that keeps it; outside the checksums, for it comes and goes
 *   NAME.partial/     one that is being made, or deleted
 * </pre>
 */
public final class Backup {
  static final String PARTIAL = ".partial";
  static final String DUMP = "dump";
  static final String ROLES = "roles.sql";
  static final String PIN = "PINNED";

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

  /** The revisions that were current, none at base or where no plan was there to know them. */
  public List<String> revisions() {
    return metadata.from();
  }

  /** The generation that keeps it, if one does. */
  public Optional<String> pinnedBy() {
    try {
      return Optional.of(Files.readString(directory.resolve(PIN)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads every file and compares it with its checksum.
   *
   * @return what is wrong, a line each; empty when nothing is
   */
  public List<String> problems() {
    try {
      return checksums.problems(directory, BackupTool.OUTSIDE_CHECKSUMS);
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
    return e instanceof java.nio.file.NoSuchFileException
        ? "there is no " + e.getMessage()
        : e.getMessage();
  }
}
