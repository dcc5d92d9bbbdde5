package dev.athanor.operator.backups;

import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.resource.BackupRecord;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.StoreAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything a decision on a backup is made from.
 *
 * @param record the resource
 * @param migration the DatabaseMigration that it names, if there is one that can be read
 * @param job the Job that the status names
 * @param atWork what is at work on the same database that no backup is taken beside
 * @param now the time
 */
record BackupView(
    BackupRecord record,
    Optional<Migration> migration,
    JobState job,
    List<String> atWork,
    Instant now) {
  BackupView {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(migration, "migration");
    Objects.requireNonNull(job, "job");
    atWork = List.copyOf(atWork);
  }

  Optional<BackupJobStatus> intent() {
    return Optional.ofNullable(record.status().job());
  }

  Optional<StoreAddress> store() {
    return migration.flatMap(found -> StoreAddress.of(found.spec().backup()));
  }

  /** Whether something of the Job may still do something. */
  boolean jobAtWork() {
    return !job.ended();
  }
}
