package dev.athanor.engine.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.athanor.engine.backup.object.ObjectListing;
import dev.athanor.engine.backup.object.ObjectListing.Item;
import dev.athanor.engine.backup.object.ObjectStoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What one listing of a bucket has shown. */
final class BucketContents extends StoreContents {
  private static final Duration ABANDONED = BucketStore.ABANDONED;

  private final BucketStore store;
  private final Instant now;

  /** By the name of the backup, and by the key. */
  private final Map<String, Map<String, Item>> backups = new TreeMap<>();

  BucketContents(BucketStore store, ObjectListing listing) {
    this.store = store;
    this.now = listing.now();
    for (Item item : listing.items()) {
      int slash = item.key().indexOf('/');
      if (slash > 0) {
        backups
            .computeIfAbsent(item.key().substring(0, slash), n -> new TreeMap<>())
            .put(item.key(), item);
      }
    }
  }

  /**
   * What of a backup never changes, so that a store need give it once.
   *
   * @param metadataItem as it was listed when that was read
   * @param checksumsItem likewise
   */
  record Constant(
      Item metadataItem, Item checksumsItem, BackupMetadata metadata, Checksums checksums) {}

  @Override
  List<Backup> find(Predicate<String> names) throws IOException {
    List<Backup> found = new ArrayList<>();
    try (Transfers transfers = new Transfers()) {
      List<Transfers.Task<Optional<Backup>>> reading = new ArrayList<>();
      for (String name : backups.keySet()) {
        if (names.test(name)) {
          reading.add(transfers.start(() -> whole(name)));
        }
      }
      for (Transfers.Task<Optional<Backup>> each : reading) {
        each.get().ifPresent(found::add);
      }
    }
    return found;
  }

  /** Empty for what is none, or is just being deleted; that a store cannot be read is told. */
  private Optional<Backup> whole(String name) throws IOException {
    if (!has(name, BackupMetadata.FILE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(name));
    } catch (ObjectStoreException e) {
      if (e.kind() == ObjectStoreException.Kind.MISSING) {
        return Optional.empty();
      }
      throw e;
    } catch (IOException notWhole) {
      return Optional.empty();
    }
  }

  /**
   * @throws IOException when there is no whole one of that name
   */
  Backup read(String name) throws IOException {
    Map<String, Item> items = backups.getOrDefault(name, Map.of());
    Constant constant = constant(name, items);
    Map<String, String> notes = new HashMap<>();
    for (String file : Backup.MARKS) {
      if (has(name, file)) {
        notes.put(file, new String(small(name, file), UTF_8).strip());
      }
    }
    Checksums checksums = constant.checksums();
    return new Backup(
        store,
        name,
        constant.metadata(),
        checksums,
        notes,
        checksums.names().stream().allMatch(file -> has(name, file)),
        items.values().stream().mapToLong(Item::bytes).sum());
  }

  private Constant constant(String name, Map<String, Item> items) throws IOException {
    Item metadata = items.get(BucketStore.key(name, BackupMetadata.FILE));
    Item checksums = items.get(BucketStore.key(name, Checksums.FILE));
    Constant known = store.known().get(name);
    if (known != null
        && known.metadataItem().equals(metadata)
        && known.checksumsItem().equals(checksums)) {
      return known;
    }
    // First of all: without it, nothing else counts.
    BackupMetadata readMetadata = BackupMetadata.of(small(name, BackupMetadata.FILE));
    Constant read =
        new Constant(metadata, checksums, readMetadata, Checksums.of(small(name, Checksums.FILE)));
    if (metadata != null && checksums != null) {
      store.known().put(name, read);
    }
    return read;
  }

  private boolean has(String name, String file) {
    return backups.getOrDefault(name, Map.of()).containsKey(BucketStore.key(name, file));
  }

  private byte[] small(String name, String file) throws IOException {
    return StoredObjects.bytes(store.objects(), BucketStore.key(name, file));
  }

  @Override
  void removeAbandoned() throws IOException {
    Instant since = now.minus(ABANDONED);
    for (Map.Entry<String, Map<String, Item>> each : backups.entrySet()) {
      String name = each.getKey();
      boolean ours = has(name, BucketStore.SIGN) && !has(name, BackupMetadata.FILE);
      if (ours && each.getValue().values().stream().allMatch(i -> i.modified().isBefore(since))) {
        store.objects().abortUploads(name + "/");
        store.delete(name);
      }
    }
  }
}
