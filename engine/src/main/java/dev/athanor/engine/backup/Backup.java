package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A whole backup, wherever it lives.
 *
 * <pre>
 *   NAME/dump/        pg_dump's directory format
 *   NAME/roles.sql    the cluster's roles without passwords, where they may be read
 *   NAME/backup.json  what this is a backup of
 *   NAME/settings.json  what the database gives its sessions, where backup.json is to say nothing of it
 *   NAME/SHA256SUMS   the checksums of all these
 *   NAME/PINNED       until the migration has succeeded that it was taken for
 *   NAME/KEPT         until somebody says otherwise
 *   NAME/RESTORED     the numbers of the databases that were made from it to take the place of its own;
 *                     these three are outside the checksums, for they come and go
 * </pre>
 *
 * <p>Of an encrypted one all but backup.json and what is below it are so, and end in .age.
 */
public final class Backup {
  static final String DUMP = "dump";
  static final String ROLES = "roles.sql";
  static final String SETTINGS = "settings.json";
  static final String PIN = "PINNED";
  static final String KEEP = "KEPT";
  static final String RESTORED = "RESTORED";

  /** What is outside the checksums. */
  static final List<String> MARKS = List.of(PIN, KEEP, RESTORED);

  private final BackupStore store;
  private final String name;
  private final BackupMetadata metadata;
  private final Checksums checksums;
  private final Map<String, String> notes;
  private final boolean whole;
  private final long bytes;

  /**
   * @param notes what its marks say, by their file
   * @param whole whether all its files are there
   */
  Backup(
      BackupStore store,
      String name,
      BackupMetadata metadata,
      Checksums checksums,
      Map<String, String> notes,
      boolean whole,
      long bytes) {
    this.store = store;
    this.name = name;
    this.metadata = metadata;
    this.checksums = checksums;
    this.notes = Map.copyOf(notes);
    this.whole = whole;
    this.bytes = bytes;
  }

  /**
   * Opens a backup without reading its members.
   *
   * @throws AthanorException {@link Reason#RESTORE_FAILED} when it is not a whole backup
   */
  public static Backup open(BackupStore store, String name) {
    Objects.requireNonNull(name, "name");
    try {
      return store.read(name);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.RESTORE_FAILED,
          store.locationOf(name) + " is not a whole backup: " + describe(e),
          "Choose another backup of that volume.",
          e);
    }
  }

  public String name() {
    return name;
  }

  /** Where it is, as people name it. */
  public String location() {
    return store.locationOf(name);
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

  /** The major version of the server that it is of. */
  public int serverMajor() {
    return metadata.serverMajor();
  }

  /** The revisions that were current, none at base or where only another tool knows them. */
  public List<String> revisions() {
    return metadata.from();
  }

  /** Where the database was, as a person reads it: {@code a1b2 (1/2)} for one that was partial. */
  public String place() {
    return metadata.place();
  }

  /** The cluster it is of: its system identifier, or {@code host:port} where nobody may read it. */
  public String cluster() {
    return metadata.database().cluster();
  }

  /** Version of the server it was taken from. */
  public String serverVersion() {
    return metadata.serverVersion();
  }

  /** Hash of the plan that it was taken for; empty: for its own sake. */
  public Optional<String> planHash() {
    return metadata.isForChange() ? Optional.of(metadata.planHash()) : Optional.empty();
  }

  /** What it was taken for, such as uid and generation of a resource. */
  public Optional<String> generation() {
    return Optional.ofNullable(metadata.generation());
  }

  /** How long the dump took; empty in backups of earlier versions. */
  public Optional<Duration> dumped() {
    return Optional.ofNullable(metadata.took()).map(took -> Duration.ofMillis(took.dumpMillis()));
  }

  /** How long it took to read the dump back; empty in backups of earlier versions. */
  public Optional<Duration> verified() {
    return Optional.ofNullable(metadata.took()).map(took -> Duration.ofMillis(took.verifyMillis()));
  }

  /** The public half of the key that it is encrypted to, which names it; empty: it is not. */
  public Optional<String> key() {
    return Optional.ofNullable(metadata.key());
  }

  /**
   * Whether its store was opened with the key that it takes, if it takes one; nothing is read.
   *
   * @throws AthanorException {@link Reason#BACKUP_KEY_MISSING} naming the key
   */
  public void requireReadable() {
    if (isReadable()) {
      return;
    }
    throw new AthanorException(
        Reason.BACKUP_KEY_MISSING,
        "the backup "
            + location()
            + " is encrypted to "
            + metadata.key()
            + store
                .keys()
                .map(other -> ", which is not of the key that was given: " + other)
                .orElse(""),
        "Give its secret half with " + Term.BACKUP_KEY + "; the database was not touched.");
  }

  /** Whether it is as its store has new ones: encrypted to a key that is here, or not at all. */
  boolean isAsNew() {
    return isReadable() && key().isPresent() == store.keys().isPresent();
  }

  private boolean isReadable() {
    return key().isEmpty()
        || store.keys().filter(has -> has.ids().contains(metadata.key())).isPresent();
  }

  /** Its size as it is stored. */
  public long bytes() {
    return bytes;
  }

  /** What it is pinned for until that has succeeded, such as a generation of a resource. */
  public Optional<String> pinnedBy() {
    return Optional.ofNullable(notes.get(PIN));
  }

  /** Why it is kept until somebody says otherwise, if it is. */
  public Optional<String> keptFor() {
    return Optional.ofNullable(notes.get(KEEP));
  }

  /** The numbers of the databases that were made from it to take the place of its own. */
  List<Long> restoredAs() {
    return Stream.of(notes.getOrDefault(RESTORED, "").split("\\s+"))
        .filter(number -> number.matches("[0-9]{1,10}"))
        .map(Long::valueOf)
        .toList();
  }

  /**
   * Notes one down, before it takes that place: one that never does is no harm.
   *
   * @throws IOException when the store cannot be changed
   */
  void restoredAs(long number) throws IOException {
    if (!restoredAs().contains(number)) {
      store.mark(name, RESTORED, (notes.getOrDefault(RESTORED, "") + " " + number).strip());
    }
  }

  boolean isMarked(String file) {
    return notes.containsKey(file);
  }

  /**
   * Reads every file as it is stored and compares it with its checksum.
   *
   * @return what is wrong, a line each; empty when nothing is
   */
  public List<String> problems() {
    try {
      return store.problems(this);
    } catch (IOException e) {
      return List.of("cannot be read: " + describe(e));
    }
  }

  BackupMetadata metadata() {
    return metadata;
  }

  Checksums checksums() {
    return checksums;
  }

  BackupStore store() {
    return store;
  }

  /** Whether all its files are there: quick, and no proof that they are unaltered. */
  boolean looksWhole() {
    return whole;
  }

  private static String describe(IOException e) {
    return e instanceof NoSuchFileException ? "there is no " + e.getMessage() : e.getMessage();
  }
}
