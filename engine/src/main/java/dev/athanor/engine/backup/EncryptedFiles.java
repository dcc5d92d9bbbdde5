package dev.athanor.engine.backup;

import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Encrypts the files of a backup, each into one of its own: the large members of a dump while
 * pg_dump still writes them, from their beginnings to their ends, the others afterwards.
 */
final class EncryptedFiles implements AutoCloseable {
  /** What is behind the name of a file that is encrypted. */
  static final String SUFFIX = ".age";

  private static final String CONTENTS = "toc.dat";
  private static final long LARGE = 4 << 20;
  private static final long LOOK_MILLIS = 200;

  private final AgeKeys keys;
  private final Path plain;
  private final Path encrypted;
  private final Map<Path, Growing> growing = new HashMap<>();
  private final Transfers transfers = new Transfers();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Transfers.Task<Void> looking;

  private EncryptedFiles(AgeKeys keys, Path plain, Path encrypted) {
    this.keys = keys;
    this.plain = plain;
    this.encrypted = encrypted;
    this.looking = transfers.start(this::look);
  }

  /**
   * @param plain where they are being written
   * @param encrypted where the encrypted ones go
   */
  static EncryptedFiles begin(AgeKeys keys, Path plain, Path encrypted) {
    return new EncryptedFiles(keys, plain, encrypted);
  }

  private Void look() throws IOException, InterruptedException {
    Path dump = plain.resolve(Backup.DUMP);
    while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (Files.exists(dump)) {
        for (Path file : DurableFiles.files(dump)) {
          // Known to be whole only when pg_dump has ended.
          if (!file.endsWith(CONTENTS) && Files.size(file) >= LARGE) {
            growing(file).take();
          }
        }
      }
    }
    return null;
  }

  private Growing growing(Path file) throws IOException {
    if (!growing.containsKey(file)) {
      growing.put(file, new Growing(file));
    }
    return growing.get(file);
  }

  /**
   * Encrypts all that is there, once nothing is written any more.
   *
   * @return the names of the files, as they are without encryption
   */
  List<String> finish() throws IOException {
    stop.countDown();
    looking.get();
    Map<String, Transfers.Task<Void>> files = new LinkedHashMap<>();
    for (Path file : DurableFiles.files(plain)) {
      String name = plain.relativize(file).toString();
      if (!name.equals(DirectoryStore.OWNER)) {
        Growing member = growing(file);
        files.put(name, transfers.start(member::end));
      }
    }
    for (Transfers.Task<Void> each : files.values()) {
      each.get();
    }
    return List.copyOf(files.keySet());
  }

  /**
   * What is in an encrypted file.
   *
   * @param stored SHA-256 of the file
   * @param plain SHA-256 of what the key gives back of it
   */
  record Proof(String stored, String plain) {}

  /** Reads files back as they are now, with the key. */
  Map<String, Proof> prove(List<String> names) throws IOException {
    Map<String, Transfers.Task<Proof>> reading = new LinkedHashMap<>();
    for (String name : names) {
      reading.put(
          name,
          transfers.start(
              () ->
                  decrypt(
                      keys,
                      keys.id(),
                      encrypted.resolve(name + SUFFIX),
                      OutputStream.nullOutputStream())));
    }
    Map<String, Proof> proofs = new HashMap<>();
    for (Map.Entry<String, Transfers.Task<Proof>> each : reading.entrySet()) {
      proofs.put(each.getKey(), each.getValue().get());
    }
    return proofs;
  }

  /**
   * @param id of the key that it was encrypted to
   */
  static Proof decrypt(AgeKeys keys, String id, Path file, OutputStream to) throws IOException {
    MessageDigest stored = Digest.sha256();
    MessageDigest plain = Digest.sha256();
    try (InputStream in =
        keys.decrypting(new DigestInputStream(Files.newInputStream(file), stored), id)) {
      in.transferTo(new DigestOutputStream(to, plain));
    } catch (IOException e) {
      throw new IOException(file.getFileName() + ": " + e.getMessage(), e);
    }
    return new Proof(Checksums.hex(stored), Checksums.hex(plain));
  }

  /** Copies a file that is not encrypted. */
  void copy(String name) throws IOException {
    Path to = encrypted.resolve(name);
    DurableFiles.createPrivateFile(to);
    Files.copy(plain.resolve(name), to, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    stop.countDown();
    transfers.close();
    growing.values().forEach(Growing::abandon);
  }

  /** A file on its way; of one thread at a time. */
  private final class Growing {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final OutputStream out;
    private boolean ended;

    Growing(Path file) throws IOException {
      Path to = encrypted.resolve(plain.relativize(file) + SUFFIX);
      Files.createDirectories(to.getParent());
      DurableFiles.createPrivateFile(to);
      in = Files.newInputStream(file);
      out = keys.encrypting(Files.newOutputStream(to));
    }

    /** All that is there now. */
    void take() throws IOException {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }

    Void end() throws IOException {
      ended = true;
      try (in;
          out) {
        take();
      }
      return null;
    }

    void abandon() {
      if (ended) {
        return;
      }
      try (in;
          out) {
        return;
      } catch (IOException gone) {
        // What it belongs to is deleted next.
      }
    }
  }
}
