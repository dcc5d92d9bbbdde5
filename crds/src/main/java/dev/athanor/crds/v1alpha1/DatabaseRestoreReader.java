package dev.athanor.crds.v1alpha1;

/** Reads a {@link DatabaseRestore}, whatever is in it. */
final class DatabaseRestoreReader
    extends LenientReader<DatabaseRestoreSpec, DatabaseRestoreStatus, DatabaseRestore> {
  DatabaseRestoreReader() {
    super(DatabaseRestore::new, DatabaseRestoreSpec.class, DatabaseRestoreStatus.class);
  }
}
