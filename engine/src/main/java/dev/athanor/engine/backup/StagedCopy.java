package dev.athanor.engine.backup;

import java.io.IOException;
import java.nio.file.Path;

/** The files of a backup on this machine's disk; they go when it is closed. */
record StagedCopy(DirectoryDraft local) implements BackupStore.LocalCopy {
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
