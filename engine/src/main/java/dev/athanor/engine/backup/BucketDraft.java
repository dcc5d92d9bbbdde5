package dev.athanor.engine.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectStoreException;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Uninterrupted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A backup on its way into a bucket: written into a directory of this machine, and sent from there
 * while pg_dump still writes. What counts is what the store gives back: every object is read again
 * and compared with the file, before {@code backup.json} makes a backup of them.
 */
final class BucketDraft implements BackupDraft {
  private final BucketStore store;
  private final String name;
  private final DirectoryDraft local;
  private final SignOfLife sign;
  private final GrowingUploads uploads;

  private BucketDraft(BucketStore store, String name, DirectoryDraft local, SignOfLife sign) {
    this.store = store;
    this.name = name;
    this.local = local;
    this.sign = sign;
    this.uploads = new GrowingUploads(store.objects(), name, local.directory());
  }

  static BucketDraft begin(BucketStore store, String name, DirectoryDraft local)
      throws IOException {
    try {
      SignOfLife sign = SignOfLife.begin(store.objects(), BucketStore.key(name, BucketStore.SIGN));
      return new BucketDraft(store, name, local, sign);
    } catch (IOException | RuntimeException e) {
      local.discard();
      throw e;
    }
  }

  @Override
  public Path directory() {
    return local.directory();
  }

  @Override
  public void written() throws IOException {
    uploads.written();
  }

  @Override
  public Backup finish(Checksums sums, Map<String, String> marks) throws IOException {
    String metadata = BackupMetadata.FILE;
    requireSame(uploads.finish(sums.names()), sums);
    ObjectStore objects = store.objects();
    objects.put(BucketStore.key(name, Checksums.FILE), sums.bytes());
    for (Map.Entry<String, String> mark : marks.entrySet()) {
      store.mark(name, mark.getKey(), mark.getValue());
    }
    sign.requireFresh();
    String key = BucketStore.key(name, metadata);
    objects.put(key, local.directory().resolve(metadata));
    requireSame(Map.of(metadata, StoredObjects.sha256(objects, key)), sums);
    Backup backup = store.read(name);
    if (!backup.digest().equals(sums.digest()) || !backup.looksWhole()) {
      throw lies(Checksums.FILE);
    }
    release();
    return backup;
  }

  private void requireSame(Map<String, String> stored, Checksums sums) {
    stored.forEach(
        (file, sum) -> {
          if (!sum.equals(sums.of(file))) {
            throw lies(file);
          }
        });
  }

  private AthanorException lies(String file) {
    return new AthanorException(
        Reason.BACKUP_FAILED,
        "the backup does not verify: "
            + store.locationOf(name)
            + "/"
            + file
            + " is not what was stored there",
        "Find out who else writes to that bucket, or what is between it and here, then run it"
            + " again; nothing was applied.");
  }

  private void release() {
    sign.close();
    uploads.close();
    try {
      local.discard();
    } catch (IOException left) {
      // The backup is stored; the next one on this machine removes what it was made of.
    }
  }

  @Override
  public void discard() throws IOException {
    Uninterrupted.run(
        () -> {
          sign.close();
          uploads.close();
          local.discard();
          store.delete(name);
        });
  }

  @Override
  public Optional<String> full(Exception failure) {
    if (failure instanceof ObjectStoreException e && e.kind() == ObjectStoreException.Kind.FULL) {
      return Optional.of("the bucket of " + store);
    }
    return local.full(failure).map(volume -> Staging.place(local));
  }

  /** The object that says that this backup is being made, stored anew every minute. */
  private static final class SignOfLife implements AutoCloseable {
    private static final long SECONDS = 60;
    private static final byte[] TEXT =
        "Of a backup that Athanor makes or has made.\n".getBytes(UTF_8);

    private final ObjectStore objects;
    private final String key;
    private final Thread thread = new Thread(this::run, "athanor-sign-of-life");
    private volatile long givenAt = System.nanoTime();
    private volatile boolean closed;

    private SignOfLife(ObjectStore objects, String key) {
      this.objects = objects;
      this.key = key;
    }

    static SignOfLife begin(ObjectStore objects, String key) throws IOException {
      SignOfLife sign = new SignOfLife(objects, key);
      objects.put(key, TEXT);
      sign.thread.setDaemon(true);
      sign.thread.start();
      return sign;
    }

    private void run() {
      while (!closed) {
        try {
          Thread.sleep(SECONDS * 1000);
          objects.put(key, TEXT);
          givenAt = System.nanoTime();
        } catch (InterruptedException ended) {
          return;
        } catch (IOException e) {
          continue; // Tried again in a minute; requireFresh says it where that went on for long.
        }
      }
    }

    /** Somebody else may have taken this backup for abandoned, and deleted what is stored of it. */
    void requireFresh() throws IOException {
      if (System.nanoTime() - givenAt > BucketStore.ABANDONED.toNanos() / 2) {
        throw new IOException("the store was not reached for so long that others may clean up");
      }
    }

    @Override
    public void close() {
      closed = true;
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
