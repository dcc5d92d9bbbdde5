package dev.athanor.operator.resource;

import dev.athanor.crds.v1alpha1.DatabaseRestore;
import dev.athanor.crds.v1alpha1.DatabaseRestoreSpec;
import dev.athanor.crds.v1alpha1.DatabaseRestoreSpec.Method;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A DatabaseRestore with its defaults filled in, and what can be said of it by itself. */
public record RestoreRecord(DatabaseRestore resource) {

  public DatabaseRestoreSpec spec() {
    return resource.getSpec();
  }

  public DatabaseRestoreStatus status() {
    return resource.getStatus() == null ? DatabaseRestoreStatus.EMPTY : resource.getStatus();
  }

  public ResourceID id() {
    return ResourceID.fromResource(resource);
  }

  public String name() {
    return resource.getMetadata().getName();
  }

  public long generation() {
    Long generation = resource.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }

  public long attempt() {
    return status().attempt() == null ? 0 : status().attempt();
  }

  /** Whether the DatabaseMigration's own database is restored. */
  public boolean ofOwnDatabase() {
    return spec().into() == null;
  }

  public boolean swaps() {
    return ofOwnDatabase() && spec().method() != Method.InPlace;
  }

  /** When the old database is to be dropped; empty when it is not, or was. */
  public Optional<Instant> dropAt() {
    DatabaseRestoreStatus known = status();
    boolean kept = known.keptAs() != null && known.droppedAt() == null && known.swappedAt() != null;
    return Optional.ofNullable(spec().keepOld())
        .filter(keep -> kept)
        .map(Durations::parse)
        .map((Duration keep) -> Instant.parse(known.swappedAt()).plus(keep));
  }
}
