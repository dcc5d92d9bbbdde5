package dev.athanor.crds.v1alpha1;

/** Reads a {@link DatabaseMigration}, whatever is in it. */
final class DatabaseMigrationReader
    extends LenientReader<DatabaseMigrationSpec, DatabaseMigrationStatus, DatabaseMigration> {
  DatabaseMigrationReader() {
    super(DatabaseMigration::new, DatabaseMigrationSpec.class, DatabaseMigrationStatus.class);
  }
}
