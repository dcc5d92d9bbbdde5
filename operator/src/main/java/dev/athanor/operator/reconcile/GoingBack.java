package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec.OnFailure;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec.Writes;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.Fence;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.State;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.resource.Migration;
import java.util.Optional;

/**
 * The failure policy's way: armed before a run, due when the run has failed for good, then done or
 * failed; and where others are kept out, never left before they are let in again.
 */
final class GoingBack {
  private GoingBack() {}

  /** As it is to be written before a run is; empty where nothing is done about its failure. */
  static Optional<GoBackStatus> armed(Migration migration) {
    OnFailure policy = migration.spec().onFailure();
    if (policy == null || policy == OnFailure.Stop) {
      return Optional.empty();
    }
    Optional<GoBackStatus> before =
        migration
            .goBack()
            .filter(b -> migration.isCurrent(b.generation()) && b.state() == State.Armed);
    return Optional.of(
        new GoBackStatus(
            migration.generation(),
            migration.attempt(),
            policy,
            migration.spec().onFailureWrites() == Writes.Fence ? Fence.Up : null,
            State.Armed,
            before.map(GoBackStatus::backup).orElse(null),
            null,
            null,
            0,
            null,
            null,
            null));
  }

  /**
   * What becomes of it when a step has failed.
   *
   * @param failure what that is taken for
   * @param exhausted whether it is not tried again before it is time to look at the database
   */
  static Optional<GoBackStatus> afterFailure(
      Migration migration, JobStatus intent, Result end, FailureStatus failure, boolean exhausted) {
    Optional<GoBackStatus> before = migration.goBack();
    if (before.isEmpty()
        || before.get().state() != State.Armed
        || !before.get().generation().equals(intent.generation())) {
      return before;
    }
    GoBackStatus armed = withBackup(before.get(), intent, end);
    if (armed.fence() == Fence.Up) {
      // Others wait outside: nothing is tried again meanwhile.
      return Optional.of(intent.step() == Step.Run ? due(armed) : armed);
    }
    if (!migration.isCurrent(intent.generation())) {
      return Optional.empty(); // the next generation goes on from here, by its own policy
    }
    return Optional.of(!failure.retryable() || exhausted ? due(armed) : armed);
  }

  /** With the backup of the first run that has come to take one. */
  private static GoBackStatus withBackup(GoBackStatus armed, JobStatus intent, Result end) {
    return armed.backup() == null && intent.step() == Step.Run && end.backup() != null
        ? armed.toBuilder().backup(end.backup().location()).build()
        : armed;
  }

  /** Of a run whose Job is not created after all: it has put up no fence. */
  static Optional<GoBackStatus> notBegun(Migration migration) {
    return migration
        .goBack()
        .map(b -> b.state() == State.Armed ? b.toBuilder().fence(null).build() : b);
  }

  private static GoBackStatus due(GoBackStatus armed) {
    return armed.toBuilder().state(State.Due).build();
  }
}
