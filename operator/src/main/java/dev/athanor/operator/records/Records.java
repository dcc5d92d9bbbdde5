package dev.athanor.operator.records;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReport.StoredBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpec.DeletionPolicy;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpec.MigrationRef;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpecBuilder;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.Phase;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import dev.athanor.operator.resource.StoreAddress;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a DatabaseBackup for each backup of a store: what a Job reports of it is written down here.
 * The same may be told again and again.
 *
 * <p>Records have no owner: they are to outlive the DatabaseMigration, as the dumps do.
 */
public final class Records {
  private static final Logger LOG = LoggerFactory.getLogger(Records.class);
  private static final int TRIES = 5;

  private final KubernetesClient client;
  private final Clock clock;

  public Records(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Writes down what a Job of that resource has found or changed.
   *
   * @return the names of the records by those of the backups
   * @throws KubernetesClientException when the API server would not have it
   */
  public Map<String, String> keep(Migration migration, JobReport.Store store) {
    List<BackupRecord> known = all(migration);
    Map<String, String> names = new HashMap<>();
    for (StoredBackup backup : store.backups()) {
      recordOf(known, migration, backup.name())
          .map(record -> update(record, migration, backup))
          .or(() -> create(migration, backup))
          .ifPresent(name -> names.put(backup.name(), name));
    }
    for (String released : store.released()) {
      recordOf(known, migration, released)
          .ifPresent(
              record -> write(record.resource(), status -> status.toBuilder().kept(null).build()));
    }
    store.deleted().forEach(name -> forget(known, migration, name));
    return names;
  }

  /** The records of backups of that resource's store that are not among these names. */
  public void forgetAllBut(Migration migration, List<String> names) {
    List<BackupRecord> known = all(migration);
    known.stream()
        .filter(record -> record.migration().equals(migration.id()) && !record.gone())
        .flatMap(record -> Optional.ofNullable(record.status().name()).stream())
        .filter(name -> !names.contains(name))
        .forEach(name -> forget(known, migration, name));
  }

  private List<BackupRecord> all(Migration migration) {
    return client
        .resources(DatabaseBackup.class)
        .inNamespace(migration.resource().getMetadata().getNamespace())
        .list()
        .getItems()
        .stream()
        .filter(resource -> resource.unreadable().isEmpty())
        .map(BackupRecord::new)
        .toList();
  }

  /** Two resources may have one store: one record is enough. */
  private static Optional<BackupRecord> recordOf(
      List<BackupRecord> known, Migration migration, String backup) {
    Optional<String> location =
        StoreAddress.of(migration.spec().backup()).map(store -> store.locationOf(backup));
    return known.stream()
        .filter(record -> record.name().filter(backup::equals).isPresent())
        .filter(
            record ->
                record.migration().equals(migration.id())
                    || location.filter(at -> at.equals(record.status().location())).isPresent())
        .findFirst();
  }

  private String update(BackupRecord record, Migration migration, StoredBackup backup) {
    write(record.resource(), status -> facts(backup, migration, status, record.generation()));
    return record.resource().getMetadata().getName();
  }

  private DatabaseBackupStatus facts(
      StoredBackup backup, Migration migration, DatabaseBackupStatus before, long generation) {
    String store = StoreAddress.of(migration.spec().backup()).map(StoreAddress::text).orElse("");
    return Facts.of(backup, store, migration.uid(), before, generation, clock.instant());
  }

  /** Empty where somebody else's resource has the name. */
  private Optional<String> create(Migration migration, StoredBackup backup) {
    DatabaseBackup record = new DatabaseBackup();
    String migrationName = migration.resource().getMetadata().getName();
    record.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(migration.resource().getMetadata().getNamespace())
            .withName(Names.record(migrationName, backup.name()))
            .addToLabels(Names.MANAGED_BY, Names.MANAGER)
            .addToLabels(Names.MIGRATION, Names.label(migrationName))
            .build());
    record.setSpec(
        DatabaseBackupSpecBuilder.builder()
            .migrationRef(new MigrationRef(migrationName))
            .backup(backup.name())
            .deletionPolicy(DeletionPolicy.Retain)
            .build());
    try {
      DatabaseBackup made = client.resource(record).create();
      write(made, status -> facts(backup, migration, status, 1L));
      return Optional.of(made.getMetadata().getName());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      LOG.warn(
          "{}: backup {} has no record: there is a DatabaseBackup {} of another backup",
          migration.id(),
          backup.name(),
          record.getMetadata().getName());
      return Optional.empty();
    }
  }

  /** What the operator has made goes with the dump; of what somebody else has made, it is told. */
  private void forget(List<BackupRecord> known, Migration migration, String backup) {
    recordOf(known, migration, backup)
        .ifPresent(
            record -> {
              write(record.resource(), status -> gone(status, record.generation()));
              if (record.madeByOperator()) {
                client.resource(record.resource()).delete();
              }
            });
  }

  private DatabaseBackupStatus gone(DatabaseBackupStatus status, long generation) {
    String message = "the store has this backup no more: retention or somebody has deleted it";
    return status.toBuilder()
        .phase(Phase.Gone)
        .message(message)
        .kept(null)
        .conditions(
            Standing.stalled("Gone", message)
                .conditions(status.conditions(), generation, clock.instant()))
        .build();
  }

  /** Writes what differs, over what is there now; nothing where the record has gone. */
  private void write(DatabaseBackup resource, UnaryOperator<DatabaseBackupStatus> change) {
    DatabaseBackup now = resource;
    for (int tries = 1; now != null; tries++) {
      DatabaseBackupStatus before = new BackupRecord(now).status();
      DatabaseBackupStatus after = change.apply(before);
      if (after.equals(before)) {
        return;
      }
      DatabaseBackup changed = client.getKubernetesSerialization().clone(now);
      changed.setStatus(after);
      try {
        client.resource(changed).updateStatus();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          return;
        }
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || tries == TRIES) {
          throw e;
        }
        now = client.resource(resource).get();
      }
    }
  }
}
