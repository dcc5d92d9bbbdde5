package dev.athanor.cli.job;

/** Whether a backup comes before a migration; the words are the resource's. */
enum BackupPolicy {
  Always,
  /** Another tool has taken one. */
  External,
  Never
}
