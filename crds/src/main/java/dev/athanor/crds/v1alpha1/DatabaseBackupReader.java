package dev.athanor.crds.v1alpha1;

/** Reads a {@link DatabaseBackup}, whatever is in it. */
final class DatabaseBackupReader
    extends LenientReader<DatabaseBackupSpec, DatabaseBackupStatus, DatabaseBackup> {
  DatabaseBackupReader() {
    super(DatabaseBackup::new, DatabaseBackupSpec.class, DatabaseBackupStatus.class);
  }
}
