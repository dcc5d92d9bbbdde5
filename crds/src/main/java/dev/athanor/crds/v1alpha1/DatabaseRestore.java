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
 * Brings a backup back, once: into a new database that takes the old one's name, in place, or into
 * another database.
 */
@JsonDeserialize(using = DatabaseRestoreReader.class)
@Group(AthanorResource.GROUP)
@Version(AthanorResource.VERSION)
@Kind(DatabaseRestore.KIND)
@Plural("databaserestores")
@Singular("databaserestore")
@ShortNames({"dbr", "dbrestore"})
@AdditionalPrinterColumn(
    name = "Migration",
    type = Type.STRING,
    jsonPath = ".spec.migrationRef.name")
@AdditionalPrinterColumn(name = "Backup", type = Type.STRING, jsonPath = ".spec.backup")
@AdditionalPrinterColumn(name = "Phase", type = Type.STRING, jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Unavailable", type = Type.STRING, jsonPath = ".status.unavailable")
@AdditionalPrinterColumn(name = "Kept", type = Type.STRING, jsonPath = ".status.keptAs")
@AdditionalPrinterColumn(
    name = "Message",
    type = Type.STRING,
    jsonPath = ".status.message",
    priority = 1)
public class DatabaseRestore extends AthanorResource<DatabaseRestoreSpec, DatabaseRestoreStatus> {
  private static final long serialVersionUID = 1L;

  public static final String KIND = "DatabaseRestore";
}
