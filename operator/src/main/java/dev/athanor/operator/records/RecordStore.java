package dev.athanor.operator.records;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpec.DeletionPolicy;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpec.MigrationRef;
import dev.athanor.crds.v1alpha1.DatabaseBackupSpecBuilder;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The DatabaseBackups of the API server, as far as the operator makes and changes them. */
final class RecordStore {
  private static final int TRIES = 5;

  private final KubernetesClient client;

  RecordStore(KubernetesClient client) {
    this.client = client;
  }

  /** Those in the namespace of that resource which can be read. */
  List<BackupRecord> all(Migration migration) {
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

  Optional<BackupRecord> get(Migration migration, String name) {
    return Optional.ofNullable(
            client
                .resources(DatabaseBackup.class)
                .inNamespace(migration.resource().getMetadata().getNamespace())
                .withName(name)
                .get())
        .filter(resource -> resource.unreadable().isEmpty())
        .map(BackupRecord::new);
  }

  /**
   * Makes one, without an owner: it is to outlive the DatabaseMigration, as the dump does.
   *
   * @param backup name of the backup that it records; null to take one
   * @return empty where the name is taken
   */
  Optional<DatabaseBackup> create(Migration migration, String name, String backup) {
    String migrationName = migration.resource().getMetadata().getName();
    DatabaseBackup record = new DatabaseBackup();
    record.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(migration.resource().getMetadata().getNamespace())
            .withName(name)
            .addToLabels(Names.MANAGED_BY, Names.MANAGER)
            .addToLabels(Names.MIGRATION, Names.label(migrationName))
            .build());
    record.setSpec(
        DatabaseBackupSpecBuilder.builder()
            .migrationRef(new MigrationRef(migrationName))
            .backup(backup)
            .deletionPolicy(DeletionPolicy.Retain)
            .build());
    try {
      return Optional.of(client.resource(record).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  void delete(DatabaseBackup record) {
    client.resource(record).delete();
  }

  /** Writes what differs, over what is there now; nothing where the record has gone. */
  void write(DatabaseBackup resource, UnaryOperator<DatabaseBackupStatus> change) {
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
