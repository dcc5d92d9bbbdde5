package dev.athanor.engine.backup;

import java.io.IOException;
import java.nio.file.Path;

/** The files of a backup on this machine's disk; they go when it is closed. */
record StagedCopy(DirectoryDraft local) implements BackupStore.LocalCopy {
  /** What puts the files into a directory. */
  interface Filling {
    void into(DirectoryDraft local) throws IOException;
  }

  /** All of them, or nothing is left. */
  static StagedCopy of(Backup backup, Filling filling) throws IOException {
    DirectoryDraft local = Staging.begin(backup.name());
    boolean whole = false;
    try {
      filling.into(local);
      whole = true;
      return new StagedCopy(local);
    } finally {
      if (!whole) {
        local.discard();
      }
    }
  }

  @Override
  public Path directory() {
    return local.directory();
  }

  @Override
  public boolean isCopy() {
    return true;
  }

  @Override
  public void close() {
    try {
      local.discard();
    } catch (IOException left) {
      // The next backup or restore of this machine removes it.
    }
  }
}
