package dev.athanor.operator.backups;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at what a backup depends on; at the API server, for there is little and seldom. */
public final class BackupObserver {
  private final KubernetesClient client;
  private final LiveJobs jobs;
  private final Clock clock;

  public BackupObserver(KubernetesClient client, Clock clock) {
    this.client = client;
    this.jobs = new LiveJobs(client);
    this.clock = clock;
  }

  BackupView look(DatabaseBackup resource) {
    BackupRecord record = new BackupRecord(resource);
    BackupJobStatus intent = record.status().job();
    Optional<Migration> migration = migration(record.migration());
    JobState job =
        intent == null
            ? new JobState.Absent()
            : jobs.state(resource.getMetadata().getNamespace(), intent.name());
    List<String> atWork = migration.map(found -> atWork(found, intent)).orElse(List.of());
    return new BackupView(record, migration, job, atWork, clock.instant());
  }

  /** What is known without looking. */
  BackupView nothing(DatabaseBackup resource) {
    return new BackupView(
        new BackupRecord(resource),
        Optional.empty(),
        new JobState.Absent(),
        List.of(),
        clock.instant());
  }

  private Optional<Migration> migration(ResourceID id) {
    return Optional.ofNullable(
            client
                .resources(DatabaseMigration.class)
                .inNamespace(id.getNamespace().orElseThrow())
                .withName(id.getName())
                .get())
        .filter(found -> found.unreadable().isEmpty())
        .map(Migration::new);
  }

  private List<String> atWork(Migration migration, BackupJobStatus own) {
    List<String> atWork = new ArrayList<>();
    if (migration.status().job() != null) {
      atWork.add("Job " + migration.status().job().name());
    }
    for (String job :
        jobs.atWork(
            migration.resource().getMetadata().getNamespace(), migration.uid(), Names.NOT_BESIDE)) {
      boolean known = atWork.contains("Job " + job) || own != null && own.name().equals(job);
      if (!known) {
        atWork.add("Job " + job);
      }
    }
    return atWork;
  }
}
