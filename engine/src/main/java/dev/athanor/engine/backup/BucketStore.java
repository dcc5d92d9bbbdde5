package dev.athanor.engine.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.backup.object.ObjectListing;
import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The backups in a part of a bucket.
 *
 * <pre>
 *   NAME/.athanor-backup  written before all others, again while it is being made, deleted last
 *   NAME/dump/…           as in a directory
 *   NAME/backup.json      written last and deleted first: without it, there is no backup
 * </pre>
 *
 * <p>A bucket has neither locks nor renames. So whose backup is being made says so every minute,
 * and what has not said anything for half an hour, by the store's clock, is of a run that died.
 * Nothing without that object is ever deleted: a bucket may hold other things.
 */
final class BucketStore extends BackupStore {
  /** Says that what lies beside it is of a backup, and that it is being made. */
  static final String SIGN = ".athanor-backup";

  static final Duration ABANDONED = Duration.ofMinutes(30);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String address;
  private final ObjectStore objects;
  private final Map<String, BucketContents.Constant> known = new ConcurrentHashMap<>();

  /**
   * @param address with its parameters
   */
  BucketStore(String address, ObjectStore objects) {
    this(address, objects, Optional.empty());
  }

  private BucketStore(String address, ObjectStore objects, Optional<AgeKeys> keys) {
    super(keys);
    this.address = address;
    this.objects = objects;
  }

  @Override
  public String toString() {
    return withoutParameters(address);
  }

  @Override
  public BackupStore with(AgeKeys keys) {
    return new BucketStore(address, objects, Optional.of(keys));
  }

  @Override
  String address() {
    return address;
  }

  ObjectStore objects() {
    return objects;
  }

  static String key(String name, String file) {
    return name + "/" + file;
  }

  /** Nothing can be known before something is stored. */
  @Override
  void prepare() {}

  /** What was read of backups already. */
  Map<String, BucketContents.Constant> known() {
    return known;
  }

  @Override
  StoreContents look() throws IOException {
    return new BucketContents(this, objects.list(""));
  }

  @Override
  Backup read(String name) throws IOException {
    return look(name).read(name);
  }

  @Override
  BucketContents look(String name) throws IOException {
    return new BucketContents(this, objects.list(name + "/"));
  }

  /** With some characters that nobody else has: there is no way to ask for a name first. */
  @Override
  BackupDraft begin(String name) throws IOException {
    byte[] own = new byte[3];
    RANDOM.nextBytes(own);
    String unique = name + "-%02x%02x%02x".formatted(own[0], own[1], own[2]);
    return BucketDraft.begin(this, unique, Staging.begin(unique));
  }

  @Override
  void mark(String name, String file, String why) throws IOException {
    objects.put(key(name, file), (why + "\n").getBytes(UTF_8));
  }

  @Override
  void unmark(String name, String file) throws IOException {
    objects.delete(List.of(key(name, file)));
  }

  /** First what makes it a backup, last what says that the rest may be deleted. */
  @Override
  void delete(String name) throws IOException {
    objects.delete(List.of(key(name, BackupMetadata.FILE)));
    String sign = key(name, SIGN);
    List<String> keys =
        objects.list(name + "/").items().stream()
            .map(ObjectListing.Item::key)
            .filter(key -> !key.equals(sign))
            .toList();
    objects.delete(keys);
    objects.delete(List.of(sign));
  }

  @Override
  List<String> problems(Backup backup) throws IOException {
    Map<String, String> stored = new TreeMap<>();
    try (Transfers transfers = new Transfers()) {
      Map<String, Transfers.Task<String>> reading = new TreeMap<>();
      for (String file : files(backup.name())) {
        String key = key(backup.name(), file);
        reading.put(file, transfers.start(() -> StoredObjects.sha256(objects, key)));
      }
      for (Map.Entry<String, Transfers.Task<String>> each : reading.entrySet()) {
        stored.put(each.getKey(), each.getValue().get());
      }
    }
    return backup.checksums().problems(Checksums.of(stored));
  }

  /** What the checksums cover, by what is there. */
  private List<String> files(String name) throws IOException {
    return objects.list(name + "/").items().stream()
        .map(item -> item.key().substring(name.length() + 1))
        .filter(
            file ->
                !DirectoryStore.OUTSIDE_CHECKSUMS.contains(file)
                    && !file.equals(SIGN)
                    && !file.equals(Checksums.FILE))
        .toList();
  }

  @Override
  LocalCopy fetch(Backup backup) throws IOException {
    return StagedCopy.of(
        backup,
        local -> {
          List<String> problems = download(backup, local.directory());
          if (!problems.isEmpty()) {
            throw DirectoryStore.damaged(backup, problems);
          }
        });
  }

  private List<String> download(Backup backup, Path directory) throws IOException {
    Map<String, String> fetched = new TreeMap<>();
    try (Transfers transfers = new Transfers()) {
      Map<String, Transfers.Task<String>> reading = new TreeMap<>();
      for (String file : backup.checksums().names()) {
        Path to = directory.resolve(file).normalize();
        if (!to.startsWith(directory)) {
          return List.of(Checksums.FILE + " names a file outside of the backup: " + file);
        }
        Files.createDirectories(to.getParent());
        String key = key(backup.name(), file);
        reading.put(file, transfers.start(() -> StoredObjects.download(objects, key, to)));
      }
      for (Map.Entry<String, Transfers.Task<String>> each : reading.entrySet()) {
        fetchedSum(each.getValue()).ifPresent(sum -> fetched.put(each.getKey(), sum));
      }
    }
    return backup.checksums().problems(Checksums.of(fetched));
  }

  /** Empty for what is not there: that is damage, not a fault of the store's. */
  private static Optional<String> fetchedSum(Transfers.Task<String> task) throws IOException {
    try {
      return Optional.of(task.get());
    } catch (ObjectStoreException e) {
      if (e.kind() == ObjectStoreException.Kind.MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
