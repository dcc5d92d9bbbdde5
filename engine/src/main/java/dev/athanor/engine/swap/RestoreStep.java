package dev.athanor.engine.swap;

/** Where a restore to the side has got to; whoever is killed behind one begins again from there. */
public enum RestoreStep {
  /** The new database is there, and lets nobody in. */
  CREATED,
  /** It says what it is, and can be loaded. */
  OPENED,
  /** All of the backup is in it. */
  FILLED,
  /** It was compared with the backup, and says so. */
  LOADED,
  /** It has the privileges of the old one. */
  DRESSED,
  /** In a transaction that is not committed, the old one has made way. */
  OLD_RENAMED,
  /** In the same transaction, the new one has its name. */
  BOTH_RENAMED,
  /** That is committed. */
  SWAPPED
}
