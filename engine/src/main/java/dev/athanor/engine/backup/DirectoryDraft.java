package dev.athanor.engine.backup;

import dev.athanor.engine.model.Uninterrupted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/** {@code NAME.partial}, locked for as long as it is being written, then renamed. */
final class DirectoryDraft implements BackupDraft {
  private static final int PROBE_BYTES = 1 << 20;

  private final DirectoryStore store;
  private final String name;
  private final Path partial;
  private final FileChannel owner;
  private final Transfers transfers = new Transfers();
  private Transfers.Task<Void> syncing;

  private DirectoryDraft(DirectoryStore store, String name, Path partial, FileChannel owner) {
    this.store = store;
    this.name = name;
    this.partial = partial;
    this.owner = owner;
  }

  /** Locks a fresh directory. */
  static DirectoryDraft own(DirectoryStore store, String name, Path partial) throws IOException {
    FileChannel owner =
        FileChannel.open(
            partial.resolve(DirectoryStore.OWNER),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      owner.lock();
    } catch (IOException e) {
      owner.close();
      throw e;
    }
    return new DirectoryDraft(store, name, partial, owner);
  }

  @Override
  public Path directory() {
    return partial;
  }

  /** The disk writes while pg_restore reads. */
  @Override
  public void written() {
    syncing = transfers.start(this::sync);
  }

  private Void sync() throws IOException {
    DurableFiles.syncTree(partial);
    return null;
  }

  @Override
  public Backup finish(Checksums sums, Map<String, String> marks) throws IOException {
    Files.write(partial.resolve(Checksums.FILE), sums.bytes());
    // What failed to get to the disk is told to whoever asks first, and to nobody after.
    if (syncing != null) {
      syncing.get();
    }
    sync();
    for (Map.Entry<String, String> mark : marks.entrySet()) {
      DirectoryStore.mark(partial, mark.getKey(), mark.getValue());
    }
    // In this order: without its owner, it would be taken for abandoned.
    Path named = partial.resolveSibling(name);
    DurableFiles.rename(partial, named);
    Files.delete(named.resolve(DirectoryStore.OWNER));
    transfers.close();
    owner.close();
    return store.read(name);
  }

  @Override
  public void discard() throws IOException {
    // An interrupt would end the very first write below.
    Uninterrupted.run(
        () -> {
          transfers.close();
          try {
            DurableFiles.deleteTree(partial);
          } finally {
            owner.close();
          }
        });
  }

  /** Whether no file of a mebibyte can be written, for want of blocks, inodes or quota. */
  @Override
  public Optional<String> full(Exception failure) {
    Path probe = partial.resolve(".probe");
    try {
      Files.write(probe, new byte[PROBE_BYTES]);
      return Optional.empty();
    } catch (NoSuchFileException notThere) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("the backup volume " + store);
    } finally {
      try {
        Files.deleteIfExists(probe);
      } catch (IOException ignored) {
        // Its directory goes next.
      }
    }
  }
}
