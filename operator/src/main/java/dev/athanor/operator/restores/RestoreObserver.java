package dev.athanor.operator.restores;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseRestore;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import dev.athanor.operator.resource.RestoreRecord;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at what a restore depends on; at the API server, for a cache may be a moment behind. */
public final class RestoreObserver {
  private final KubernetesClient client;
  private final LiveJobs jobs;
  private final Clock clock;

  public RestoreObserver(KubernetesClient client, Clock clock) {
    this.client = client;
    this.jobs = new LiveJobs(client);
    this.clock = clock;
  }

  RestoreView look(DatabaseRestore resource) {
    RestoreRecord record = new RestoreRecord(resource);
    String namespace = resource.getMetadata().getNamespace();
    RestoreJobStatus intent = record.status().job();
    Optional<Migration> migration = migration(namespace, record.spec().migrationRef().name());
    JobState job = intent == null ? new JobState.Absent() : jobs.state(namespace, intent.name());
    return new RestoreView(
        record,
        migration,
        backup(namespace, record.spec().backup()),
        job,
        migration.map(found -> atWork(found, intent)).orElse(List.of()),
        clock.instant());
  }

  /** What is known without looking. */
  RestoreView nothing(DatabaseRestore resource) {
    return new RestoreView(
        new RestoreRecord(resource),
        Optional.empty(),
        Optional.empty(),
        new JobState.Absent(),
        List.of(),
        clock.instant());
  }

  private Optional<Migration> migration(String namespace, String name) {
    return Optional.ofNullable(
            client.resources(DatabaseMigration.class).inNamespace(namespace).withName(name).get())
        .filter(found -> found.unreadable().isEmpty())
        .map(Migration::new);
  }

  /** A record's, or that of the store itself. */
  private Optional<String> backup(String namespace, String name) {
    DatabaseBackup record =
        client.resources(DatabaseBackup.class).inNamespace(namespace).withName(name).get();
    return record == null || record.unreadable().isPresent()
        ? Optional.of(name)
        : new BackupRecord(record).name();
  }

  private List<String> atWork(Migration migration, RestoreJobStatus own) {
    Set<String> found = new LinkedHashSet<>();
    if (migration.status().job() != null) {
      found.add(migration.status().job().name());
    }
    String namespace = migration.resource().getMetadata().getNamespace();
    found.addAll(jobs.atWork(namespace, migration.uid(), Names.NOT_BESIDE));
    return found.stream()
        .filter(job -> own == null || !own.name().equals(job))
        .map(job -> "Job " + job)
        .toList();
  }
}
