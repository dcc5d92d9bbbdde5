package dev.athanor.engine.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A backup that is being made. */
interface BackupDraft {

  /** Where its files are written to, by pg_dump and others. */
  Path directory();

  /**
   * Begins to store what is there, while it is still being verified: nothing of it changes any
   * more.
   */
  void written() throws IOException;

  /**
   * Stores it for good and gives it its name, after all its files were written.
   *
   * @param sums of all its files
   * @param marks what it is pinned or kept for, by the name of the file
   */
  Backup finish(Checksums sums, Map<String, String> marks) throws IOException;

  /** Leaves nothing behind; an interrupt does not hinder it. */
  void discard() throws IOException;

  /**
   * What has no room left, if that was why it could not be made; asked before it is discarded.
   *
   * @param failure that ended it
   */
  Optional<String> full(Exception failure);
}
