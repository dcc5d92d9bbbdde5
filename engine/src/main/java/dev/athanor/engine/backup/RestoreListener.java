package dev.athanor.engine.backup;

import dev.athanor.engine.swap.RestoreStep;

/** Follows a restore. */
@FunctionalInterface
public interface RestoreListener {
  /** A line for people. */
  void progress(String line);

  /**
   * What the database holds that the backup does not; again when it has been put aside and nobody
   * can have written to it since. Not called for an empty one.
   */
  default void loss(Loss loss) {}

  /** Of a restore to the side; from another thread where the names are exchanged. */
  default void reached(RestoreStep step) {}
}
