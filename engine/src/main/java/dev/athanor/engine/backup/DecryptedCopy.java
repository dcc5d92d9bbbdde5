package dev.athanor.engine.backup;

import dev.athanor.engine.backup.age.AgeKeys;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of an encrypted backup as they were before. */
final class DecryptedCopy {
  private DecryptedCopy() {}

  /**
   * @param stored which is closed; where it is a copy itself, each file goes as soon as it was read
   * @param keys that have the backup's
   * @throws AthanorException RESTORE_FAILED when the key does not give back what is in a file
   */
  static StagedCopy of(BackupStore.LocalCopy stored, Backup backup, AgeKeys keys)
      throws IOException {
    try (stored) {
      return StagedCopy.of(backup, local -> decryptAll(stored, backup, keys, local));
    }
  }

  private static void decryptAll(
      BackupStore.LocalCopy stored, Backup backup, AgeKeys keys, DirectoryDraft local)
      throws IOException {
    try (Transfers transfers = new Transfers()) {
      List<Transfers.Task<Void>> reading = new ArrayList<>();
      for (String name : backup.checksums().names()) {
        if (name.endsWith(EncryptedFiles.SUFFIX)) {
          reading.add(transfers.start(() -> decrypt(stored, name, backup, keys, local)));
        }
      }
      for (Transfers.Task<Void> each : reading) {
        each.get();
      }
    }
  }

  private static Void decrypt(
      BackupStore.LocalCopy stored, String name, Backup backup, AgeKeys keys, DirectoryDraft local)
      throws IOException {
    Path from = stored.directory().resolve(name);
    Path to =
        local
            .directory()
            .resolve(name.substring(0, name.length() - EncryptedFiles.SUFFIX.length()))
            .normalize();
    if (!to.startsWith(local.directory())) {
      throw new IOException(Checksums.FILE + " names a file outside of the backup: " + name);
    }
    Files.createDirectories(to.getParent());
    DurableFiles.createPrivateFile(to);
    try (OutputStream out = Files.newOutputStream(to)) {
      EncryptedFiles.decrypt(keys, backup.key().orElseThrow(), from, out);
    } catch (IOException e) {
      throw local
          .full(e)
          .map(
              volume ->
                  new AthanorException(
                      Reason.BACKUP_VOLUME_FULL,
                      Staging.place(local) + " is full",
                      "Make room there for the backup as it is without encryption; the database was"
                          + " not touched.",
                      e))
          .orElseGet(() -> DirectoryStore.damaged(backup, List.of(String.valueOf(e.getMessage()))));
    }
    if (stored.isCopy()) {
      Files.delete(from);
    }
    return null;
  }
}
