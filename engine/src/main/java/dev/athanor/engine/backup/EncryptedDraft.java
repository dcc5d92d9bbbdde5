package dev.athanor.engine.backup;

import dev.athanor.engine.backup.EncryptedFiles.Proof;
import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Uninterrupted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A backup that is encrypted before it gets to its store. pg_dump writes into a directory of this
 * machine, and what the store is given is read back with the key before it becomes a backup.
 */
final class EncryptedDraft implements BackupDraft {
  private final DirectoryDraft plain;
  private final BackupDraft stored;
  private final EncryptedFiles files;
  private final Transfers threads = new Transfers(1);
  private Transfers.Task<Map<String, Proof>> proving;

  private EncryptedDraft(DirectoryDraft plain, BackupDraft stored, AgeKeys keys) {
    this.plain = plain;
    this.stored = stored;
    this.files = EncryptedFiles.begin(keys, plain.directory(), stored.directory());
  }

  /**
   * @param plain on this machine
   * @param store gives what the encrypted files go to
   */
  static EncryptedDraft begin(DirectoryDraft plain, BackupStore store, String name, AgeKeys keys)
      throws IOException {
    try {
      return new EncryptedDraft(plain, store.begin(name), keys);
    } catch (IOException | RuntimeException e) {
      plain.discard();
      throw e;
    }
  }

  @Override
  public Path directory() {
    return plain.directory();
  }

  @Override
  public void written() {
    proving = threads.start(this::encryptAndProve);
  }

  private Map<String, Proof> encryptAndProve() throws IOException {
    List<String> names = files.finish();
    stored.written();
    return files.prove(names);
  }

  @Override
  public Backup finish(Checksums sums, Map<String, String> marks) throws IOException {
    Map<String, Proof> proofs = proving.get();
    Map<String, String> encrypted = new TreeMap<>();
    for (String file : sums.names()) {
      if (file.equals(BackupMetadata.FILE)) {
        files.copy(file);
        encrypted.put(file, sums.of(file));
        continue;
      }
      Proof proof = proofs.get(file);
      if (proof == null || !proof.plain().equals(sums.of(file))) {
        throw new AthanorException(
            Reason.BACKUP_FAILED,
            "the backup does not verify: the key does not give back what was encrypted of " + file,
            "See to the disk and the memory of this machine, then run it again; nothing was"
                + " applied.");
      }
      encrypted.put(file + EncryptedFiles.SUFFIX, proof.stored());
    }
    Backup backup = stored.finish(Checksums.of(encrypted), marks);
    release();
    return backup;
  }

  private void release() {
    threads.close();
    files.close();
    try {
      plain.discard();
    } catch (IOException left) {
      // The backup is stored; the next one on this machine removes what it was made of.
    }
  }

  @Override
  public void discard() throws IOException {
    Uninterrupted.run(
        () -> {
          threads.close();
          files.close();
          try {
            plain.discard();
          } finally {
            stored.discard();
          }
        });
  }

  @Override
  public Optional<String> full(Exception failure) {
    return stored.full(failure).or(() -> plain.full(failure).map(volume -> Staging.place(plain)));
  }
}
