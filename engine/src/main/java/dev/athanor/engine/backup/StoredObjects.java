package dev.athanor.engine.backup;

import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectStoreException;
import dev.athanor.engine.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Reads objects to their ends: an answer may be cut, which no client can repeat for its reader. */
final class StoredObjects {
  private static final int ATTEMPTS = 4;
  private static final long PAUSE_MILLIS = 200;

  /** backup.json and checksums; beyond this, what is there is neither. */
  private static final int LARGEST_TEXT = 64 << 20;

  private StoredObjects() {}

  static byte[] bytes(ObjectStore objects, String key) throws IOException {
    return again(
        key,
        () -> {
          try (InputStream in = objects.get(key)) {
            byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
            if (bytes.length > LARGEST_TEXT) {
              throw new IOException(key + " is larger than such a file can be");
            }
            return bytes;
          }
        });
  }

  /** The SHA-256 of what the store gives back, in hexadecimal digits. */
  static String sha256(ObjectStore objects, String key) throws IOException {
    return again(key, () -> copy(objects, key, OutputStream.nullOutputStream()));
  }

  /** The same, of what was written into a file of ours alone. */
  static String download(ObjectStore objects, String key, Path file) throws IOException {
    DurableFiles.createPrivateFile(file);
    return again(
        key,
        () -> {
          try (OutputStream out = Files.newOutputStream(file)) {
            return copy(objects, key, out);
          }
        });
  }

  private static String copy(ObjectStore objects, String key, OutputStream to) throws IOException {
    MessageDigest sha256 = Digest.sha256();
    try (InputStream in = objects.get(key)) {
      in.transferTo(new DigestOutputStream(to, sha256));
    }
    return Checksums.hex(sha256);
  }

  /** What is read. */
  private interface Read<T> {
    T run() throws IOException;
  }

  private static <T> T again(String key, Read<T> read) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return read.run();
      } catch (ObjectStoreException e) {
        // The client has tried again already.
        throw e;
      } catch (IOException cut) {
        if (attempt == ATTEMPTS) {
          throw new ObjectStoreException(
              ObjectStoreException.Kind.FAILED,
              key + " cannot be read to its end: " + cut.getMessage(),
              cut);
        }
        pause(attempt);
      }
    }
  }

  private static void pause(int attempt) throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS << attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
