package dev.athanor.engine.backup;

/** Hears how a backup goes. */
@FunctionalInterface
public interface BackupListener {

  /** Takes a line for people, on the thread that backs up. */
  void progress(String line);

  /**
   * The backup takes long: heard about once a second, on another thread, and never after the backup
   * has ended.
   */
  default void backingUp(BackingUp how) {}

  /** The backup is in the store, and what was superfluous is not. */
  default void stored(StoreChange change) {}
}
