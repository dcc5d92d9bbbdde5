package dev.athanor.engine.backup;

import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends a dump while pg_dump still writes it. pg_dump writes each member from its beginning to its
 * end and never goes back, so what is there can go on its way. What was sent is proven afterwards:
 * every object is read back, and its checksum is that of the whole file or the backup fails.
 */
final class GrowingUploads implements AutoCloseable {
  private static final String CONTENTS = "toc.dat";
  private static final long MEBIBYTE = 1 << 20;
  private static final long LOOK_MILLIS = 200;

  /** 10,000 parts are the most that S3 takes: these make 80 GiB, the others 1.2 TiB. */
  private static final long PART = 16 * MEBIBYTE;

  private static final long LATE_PART = 256 * MEBIBYTE;
  private static final int EARLY_PARTS = 5000;

  private final ObjectStore objects;
  private final String name;
  private final Path root;
  private final Transfers transfers = new Transfers();
  private final Map<String, Growing> growing = new HashMap<>();
  private final Map<String, Transfers.Task<String>> sent = new LinkedHashMap<>();
  private final Thread looking = new Thread(this::look, "athanor-upload");
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile IOException failure;

  GrowingUploads(ObjectStore objects, String name, Path root) {
    this.objects = objects;
    this.name = name;
    this.root = root;
    looking.setDaemon(true);
    looking.start();
  }

  private void look() {
    try {
      while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        sendWhatIsThere();
      }
    } catch (InterruptedException ended) {
      return;
    } catch (IOException e) {
      failure = e; // Said when the dump is to be finished: pg_dump need not be ended for it.
    }
  }

  private void sendWhatIsThere() throws IOException {
    Path dump = root.resolve(Backup.DUMP);
    if (Files.notExists(dump)) {
      return;
    }
    for (Path file : DurableFiles.files(dump)) {
      String member = root.relativize(file).toString();
      // Small as a rule, and known to be whole only when pg_dump has ended.
      if (!member.endsWith(CONTENTS) && isLarge(member)) {
        growing.get(member).send(Files.size(file), false);
      }
    }
  }

  /** Whether it goes in parts: it does from the moment on when it has one. */
  private boolean isLarge(String member) throws IOException {
    Path file = root.resolve(member);
    if (!growing.containsKey(member) && Files.size(file) >= PART) {
      growing.put(member, new Growing(file, objects.begin(BucketStore.key(name, member))));
    }
    return growing.containsKey(member);
  }

  /** Sends all that is there, once nothing is written any more, and reads it back. */
  void written() throws IOException {
    stopLooking();
    if (failure != null) {
      throw failure;
    }
    for (Path file : DurableFiles.files(root)) {
      String member = root.relativize(file).toString();
      if (!DirectoryStore.OUTSIDE_CHECKSUMS.contains(member)) {
        send(member);
      }
    }
  }

  private void send(String member) throws IOException {
    if (!isLarge(member)) {
      sent.put(member, transfers.start(() -> whole(member)));
      return;
    }
    Growing large = growing.get(member);
    large.send(Files.size(root.resolve(member)), true);
    sent.put(
        member,
        // It waits for its parts, which were begun before it and wait for nobody.
        transfers.start(
            () -> {
              large.complete();
              return StoredObjects.sha256(objects, BucketStore.key(name, member));
            }));
  }

  /**
   * Waits for all of it.
   *
   * @param files all that are to be stored, but for {@code backup.json}
   * @return their SHA-256s as the store gives them back
   */
  Map<String, String> finish(Collection<String> files) throws IOException {
    for (String file : files) {
      if (!file.equals(BackupMetadata.FILE) && !sent.containsKey(file)) {
        send(file);
      }
    }
    Map<String, String> stored = new HashMap<>();
    for (Map.Entry<String, Transfers.Task<String>> each : sent.entrySet()) {
      stored.put(each.getKey(), each.getValue().get());
    }
    return stored;
  }

  private String whole(String file) throws IOException {
    String key = BucketStore.key(name, file);
    objects.put(key, root.resolve(file));
    return StoredObjects.sha256(objects, key);
  }

  private void stopLooking() throws IOException {
    stop.countDown();
    try {
      looking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Returns when nothing is on its way any more, and no parts are left that nobody joined. */
  @Override
  public void close() {
    stop.countDown();
    looking.interrupt();
    transfers.close();
    try {
      looking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    growing.values().forEach(Growing::abort);
  }

  /** A member that is sent in parts. */
  private final class Growing {
    private final Path file;
    private final ObjectUpload upload;
    private final List<Transfers.Task<Void>> parts = new ArrayList<>();
    private long sent;
    private boolean complete;

    Growing(Path file, ObjectUpload upload) {
      this.file = file;
      this.upload = upload;
    }

    /**
     * @param last whether nothing more will come: the last part may be small
     */
    void send(long size, boolean last) {
      for (long next = next(); size - sent >= next; next = next()) {
        part(next);
      }
      if (last && size > sent) {
        part(size - sent);
      }
    }

    private long next() {
      return parts.size() < EARLY_PARTS ? PART : LATE_PART;
    }

    private void part(long length) {
      long offset = sent;
      int number = parts.size() + 1;
      parts.add(
          transfers.start(
              () -> {
                upload.part(number, file, offset, length);
                return null;
              }));
      sent += length;
    }

    void complete() throws IOException {
      for (Transfers.Task<Void> part : parts) {
        part.get();
      }
      upload.complete();
      complete = true;
    }

    void abort() {
      try {
        if (!complete) {
          upload.abort();
        }
      } catch (IOException left) {
        // The next backup into that bucket ends it: half an hour later, it is abandoned.
      }
    }
  }
}
