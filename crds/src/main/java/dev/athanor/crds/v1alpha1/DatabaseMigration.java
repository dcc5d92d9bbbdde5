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
 * Keeps one PostgreSQL database at the revision that {@code spec.target} names, with a verified
 * backup before every change.
 */
@JsonDeserialize(using = DatabaseMigrationReader.class)
@Group(AthanorResource.GROUP)
@Version(AthanorResource.VERSION)
@Kind(DatabaseMigration.KIND)
@Plural("databasemigrations")
@Singular("databasemigration")
@ShortNames({"dbm", "dbmigration"})
@AdditionalPrinterColumn(
    name = "Ready",
    type = Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Phase", type = Type.STRING, jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Current", type = Type.STRING, jsonPath = ".status.currentRevision")
@AdditionalPrinterColumn(name = "Target", type = Type.STRING, jsonPath = ".status.targetRevision")
@AdditionalPrinterColumn(name = "Pending", type = Type.INTEGER, jsonPath = ".status.pending")
@AdditionalPrinterColumn(
    name = "Reason",
    type = Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@AdditionalPrinterColumn(
    name = "Schemas",
    type = Type.INTEGER,
    jsonPath = ".status.schemas.total",
    priority = 1)
@AdditionalPrinterColumn(
    name = "SchemasReady",
    type = Type.INTEGER,
    jsonPath = ".status.schemas.ready",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Observed",
    type = Type.DATE,
    jsonPath = ".status.observedAt",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Backup",
    type = Type.STRING,
    jsonPath = ".status.backup.location",
    priority = 1)
@AdditionalPrinterColumn(
    name = "WentBackTo",
    type = Type.STRING,
    jsonPath = ".status.goBack.revision",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    type = Type.STRING,
    jsonPath = ".status.message",
    priority = 1)
public class DatabaseMigration
    extends AthanorResource<DatabaseMigrationSpec, DatabaseMigrationStatus> {
  private static final long serialVersionUID = 1L;

  public static final String KIND = "DatabaseMigration";
}
