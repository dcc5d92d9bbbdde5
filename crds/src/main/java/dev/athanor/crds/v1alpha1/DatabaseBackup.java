package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One verified backup of a database. Creating one without {@code spec.backup} takes it now; the
 * operator makes one for each backup that a DatabaseMigration takes, and for each that it finds in
 * the store.
 */
@JsonDeserialize(using = DatabaseBackupReader.class)
@Group(AthanorResource.GROUP)
@Version(AthanorResource.VERSION)
@Kind(DatabaseBackup.KIND)
@Plural("databasebackups")
@Singular("databasebackup")
@ShortNames({"dbb", "dbbackup"})
@AdditionalPrinterColumn(
    name = "Migration",
    type = Type.STRING,
    jsonPath = ".spec.migrationRef.name")
@AdditionalPrinterColumn(name = "Phase", type = Type.STRING, jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Taken", type = Type.DATE, jsonPath = ".status.takenAt")
@AdditionalPrinterColumn(name = "Revision", type = Type.STRING, jsonPath = ".status.revision")
@AdditionalPrinterColumn(name = "Bytes", type = Type.INTEGER, jsonPath = ".status.bytes")
@AdditionalPrinterColumn(
    name = "Restore",
    type = Type.STRING,
    jsonPath = ".status.expectedRestore.duration")
@AdditionalPrinterColumn(name = "Kept", type = Type.STRING, jsonPath = ".status.kept")
@AdditionalPrinterColumn(
    name = "Location",
    type = Type.STRING,
    jsonPath = ".status.location",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    type = Type.STRING,
    jsonPath = ".status.message",
    priority = 1)
public class DatabaseBackup extends AthanorResource<DatabaseBackupSpec, DatabaseBackupStatus> {
  private static final long serialVersionUID = 1L;

  public static final String KIND = "DatabaseBackup";
}
