package dev.athanor.operator.restores;

import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.RestoreRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything a decision on a restore is made from.
 *
 * @param record the resource
 * @param migration the DatabaseMigration that it names, if there is one that can be read
 * @param backup the backup's name in the store; empty while that is not known
 * @param job the Job that the status names
 * @param atWork what is at work on the same database that nothing is restored beside
 * @param now the time
 */
record RestoreView(
    RestoreRecord record,
    Optional<Migration> migration,
    Optional<String> backup,
    JobState job,
    List<String> atWork,
    Instant now) {
  RestoreView {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(migration, "migration");
    Objects.requireNonNull(backup, "backup");
    Objects.requireNonNull(job, "job");
    atWork = List.copyOf(atWork);
  }

  Optional<RestoreJobStatus> intent() {
    return Optional.ofNullable(record.status().job());
  }

  /** Whether the DatabaseMigration starts nothing for this restore's sake. */
  boolean holds() {
    return migration.flatMap(Migration::heldBy).filter(record.name()::equals).isPresent();
  }
}
