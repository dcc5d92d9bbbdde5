package dev.athanor.engine.backup;

import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.backup.object.ObjectStoreProvider;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where backups live: a directory, or a part of a bucket. Of both the same rules hold, which are
 * not theirs: what a backup is ({@link Backup}), which stay ({@link Retention}).
 */
public abstract class BackupStore {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");

  private final Optional<AgeKeys> keys;

  /**
   * @param keys that backups are encrypted and read with; empty: they are not encrypted
   */
  BackupStore(Optional<AgeKeys> keys) {
    this.keys = keys;
  }

  /** A directory; it need not be there yet. */
  public static BackupStore in(Path directory) {
    return new DirectoryStore(directory);
  }

  /**
   * As {@link #at(String, ClassLoader)} with the kinds of store that are on the class path.
   *
   * @throws AthanorException INVALID_CONFIGURATION when it is neither a path nor such a URL
   */
  public static BackupStore at(String location) {
    return at(location, ObjectStoreProvider.class.getClassLoader());
  }

  /**
   * @param location a directory's path, or a URL such as {@code s3://bucket/prefix?region=…}
   * @param providers where the kinds of store are looked for
   * @throws AthanorException INVALID_CONFIGURATION when it is neither a path nor such a URL
   */
  public static BackupStore at(String location, ClassLoader providers) {
    Matcher url = SCHEME.matcher(location);
    if (!url.matches()) {
      return in(path(location));
    }
    TreeSet<String> known = new TreeSet<>();
    for (ObjectStoreProvider provider : ServiceLoader.load(ObjectStoreProvider.class, providers)) {
      known.add(provider.scheme() + "://");
      if (provider.scheme().equals(url.group(1))) {
        return new BucketStore(location, provider.open(location));
      }
    }
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "backups cannot be kept at " + url.group(1) + "://…",
        "Give "
            + Term.BACKUP_DIRECTORY
            + " a directory"
            + (known.isEmpty() ? "" : " or a URL of " + String.join(", ", known))
            + ".");
  }

  /** The same, whose new backups are encrypted, and which reads those that are. */
  public abstract BackupStore with(AgeKeys keys);

  /** What new backups are encrypted with; empty: they are not. */
  final Optional<AgeKeys> keys() {
    return keys;
  }

  /** Whether this is a URL, not a path. */
  public static boolean isUrl(String location) {
    return SCHEME.matcher(location).matches();
  }

  private static Path path(String location) {
    try {
      return Path.of(location);
    } catch (InvalidPathException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "this is no path: " + location,
          "Give " + Term.BACKUP_DIRECTORY + " a directory.",
          e);
    }
  }

  static String withoutParameters(String location) {
    return location.replaceFirst("\\?.*$", "").replaceFirst("/+$", "");
  }

  /** As people name it: nothing in it is secret. */
  @Override
  public abstract String toString();

  /** What {@link #at} finds it by again, from anywhere on this machine. */
  abstract String address();

  /** Where a backup is, as people name it. */
  final String locationOf(String name) {
    return locationOf(toString(), name);
  }

  /**
   * @param address of a store
   */
  static String locationOf(String address, String name) {
    return (isUrl(address) ? withoutParameters(address) : address) + "/" + name;
  }

  /** Makes sure that a backup can be stored, as far as that can be known before. */
  abstract void prepare() throws IOException;

  /** What is there now. */
  abstract StoreContents look() throws IOException;

  /** The same, of what a backup of that name has alone. */
  abstract StoreContents look(String name) throws IOException;

  /** The whole backups, newest first. What cannot be opened is left out. */
  final List<Backup> all() throws IOException {
    return look().all(name -> true);
  }

  /** The whole backup of that name; no other is read. */
  final Optional<Backup> find(String name) throws IOException {
    return look(name).all(name::equals).stream().findFirst();
  }

  /**
   * One backup, without reading its members.
   *
   * @throws IOException when there is no whole one of that name
   */
  abstract Backup read(String name) throws IOException;

  /** Begins a backup: nothing is seen of it before it is finished. */
  final BackupDraft draft(String name) throws IOException {
    return keys.isPresent()
        ? EncryptedDraft.begin(Staging.begin(name), this, name, keys.get())
        : begin(name);
  }

  /** The same, of what is stored as it is. */
  abstract BackupDraft begin(String name) throws IOException;

  /** Marks a backup: {@code file} is one of {@link Backup#MARKS}. */
  abstract void mark(String name, String file, String why) throws IOException;

  /** Takes that back. */
  abstract void unmark(String name, String file) throws IOException;

  /** Deletes a backup: whatever happens meanwhile, no half of it looks like a whole one. */
  abstract void delete(String name) throws IOException;

  /**
   * Reads every file as it is stored and compares it with its checksum.
   *
   * @return what is wrong, a line each; empty when nothing is
   */
  abstract List<String> problems(Backup backup) throws IOException;

  /**
   * Has the files of a backup in a directory, for programs to read, every one compared with its
   * checksum, and decrypted.
   *
   * @throws AthanorException BACKUP_KEY_MISSING, before anything is read; RESTORE_FAILED when it is
   *     damaged
   */
  final LocalCopy files(Backup backup) throws IOException {
    backup.requireReadable();
    LocalCopy stored = fetch(backup);
    return backup.key().isEmpty() ? stored : DecryptedCopy.of(stored, backup, keys.orElseThrow());
  }

  /**
   * Has them in a directory as they are stored.
   *
   * @throws AthanorException RESTORE_FAILED when it is damaged
   */
  abstract LocalCopy fetch(Backup backup) throws IOException;

  /** Of a directory the backup itself, of a bucket a copy that goes when it is closed. */
  interface LocalCopy extends AutoCloseable {
    Path directory();

    /** Whether its files are nobody else's. */
    boolean isCopy();

    @Override
    void close();
  }

  /** The files of marks that are not there yet, with what they say. */
  final void markAll(Backup backup, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (!backup.isMarked(file.getKey())) {
        mark(backup.name(), file.getKey(), file.getValue());
      }
    }
  }
}
