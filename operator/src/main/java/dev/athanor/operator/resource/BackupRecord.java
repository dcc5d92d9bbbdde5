package dev.athanor.operator.resource;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpec;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpec.DeletionPolicy;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;

/** A DatabaseBackup with its defaults filled in, and what can be said of it by itself. */
public record BackupRecord(DatabaseBackup resource) {

  public DatabaseBackupSpec spec() {
    return resource.getSpec();
  }

  public DatabaseBackupStatus status() {
    return resource.getStatus() == null ? DatabaseBackupStatus.EMPTY : resource.getStatus();
  }

  /** As logs have it. */
  @Override
  public String toString() {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }

  /** The DatabaseMigration that it belongs to. */
  public ResourceID migration() {
    return new ResourceID(spec().migrationRef().name(), resource.getMetadata().getNamespace());
  }

  public long generation() {
    Long generation = resource.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }

  public long attempt() {
    return status().attempt() == null ? 0 : status().attempt();
  }

  /** Its name in the store: empty for one that is still to be taken. */
  public Optional<String> name() {
    return Optional.ofNullable(status().name()).or(() -> Optional.ofNullable(spec().backup()));
  }

  /** Whether it is to be pinned. */
  public boolean pinned() {
    return Boolean.TRUE.equals(spec().pinned());
  }

  /** Whether the dump goes with it. */
  public boolean deletesTheDump() {
    return spec().deletionPolicy() == DeletionPolicy.Delete;
  }

  public boolean gone() {
    return status().phase() == Phase.Gone;
  }

  /** Whose the dump must be for this resource to delete it; null: anybody's. */
  public String maker() {
    return Boolean.TRUE.equals(spec().adopted()) ? null : status().finder();
  }

  /** Whether the operator has made the resource, for a dump that was there. */
  public boolean madeByOperator() {
    Map<String, String> labels = resource.getMetadata().getLabels();
    return labels != null && Names.MANAGER.equals(labels.get(Names.MANAGED_BY));
  }
}
