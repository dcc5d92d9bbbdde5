package dev.athanor.engine.backup.object;

import java.io.IOException;
import java.nio.file.Path;

/** An object that comes in parts, several at the same time. */
public interface ObjectUpload {

  /**
   * Sends a part of a file.
   *
   * @param number from 1; parts are joined in its order
   * @param length in bytes; of all but the last part at least 5 MiB
   */
  void part(int number, Path file, long offset, long length) throws IOException;

  /** Joins the parts that were sent. */
  void complete() throws IOException;

  /** Leaves nothing behind. */
  void abort() throws IOException;
}
