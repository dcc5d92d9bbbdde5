package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.Fence;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.State;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.resource.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Decides on the Jobs of a failure policy. */
final class GoBackStep {
  private final Observation seen;
  private final Migration migration;

  GoBackStep(Observation seen) {
    this.seen = seen;
    this.migration = seen.migration();
  }

  /** What is to be done about it before all else; empty where nothing is. */
  Optional<Decision> next() {
    return migration
        .goBack()
        .filter(back -> back.state() == State.Due || back.state() == State.Lifting)
        .filter(back -> back.fence() == Fence.Up || !migration.suspended())
        .map(this::next);
  }

  /**
   * What is to be done before the resource goes, while no Job is at work: nobody is kept out of a
   * database that nobody keeps any more. Empty where nobody is, or letting them in has failed too
   * often.
   */
  Optional<Decision> beforeDeletion() {
    return migration
        .goBack()
        .filter(back -> back.fence() == Fence.Up && back.tries() <= migration.retryLimit())
        .map(back -> next(back.state() == State.Due ? back : lifting(back)));
  }

  private static GoBackStatus lifting(GoBackStatus back) {
    String why = back.message() == null ? "the resource was deleted" : back.message();
    return back.toBuilder().state(State.Lifting).message(why).build();
  }

  private Decision next(GoBackStatus back) {
    Optional<Duration> wait =
        Optional.ofNullable(back.retryAt())
            .map(at -> Duration.between(seen.now(), Instant.parse(at)))
            .filter(left -> !left.isNegative() && !left.isZero());
    List<String> notStarted = Decider.names(seen, NotStarted.class::isInstance);
    if (!notStarted.isEmpty()) {
      return new Decision.DeleteJobs(notStarted, "it has not started, and is not waited for");
    }
    GoBackProgress progress = new GoBackProgress(migration, seen.now());
    return wait.isPresent()
        ? write(progress.waiting(back), wait)
        : Decider.unlessAnyIsAtWork(seen)
            .orElseGet(() -> write(progress.next(back), Optional.of(Duration.ZERO)));
  }

  /**
   * From when on a Job that does not start is taken for one that has failed: for as long others
   * wait outside as for one that fails and is tried again. Empty where nobody does, or it is no Job
   * of a policy.
   */
  static Optional<Instant> givenUpAt(Migration migration, JobStatus intent, Trouble trouble) {
    return migration
        .goBack()
        .filter(back -> intent.step() == Step.GoBack && back.fence() == Fence.Up)
        .map(back -> trouble.deadline().plus(patience(migration, back)));
  }

  /** Of one that only lets others in, until it is made anew: the operator may have a new image. */
  private static Duration patience(Migration migration, GoBackStatus back) {
    return back.state() == State.Lifting
        ? migration.backoff(back.tries() + 1)
        : IntStream.rangeClosed(1, migration.retryLimit())
            .mapToObj(migration::backoff)
            .reduce(Duration.ZERO, Duration::plus);
  }

  private static Decision write(DatabaseMigrationStatus status, Optional<Duration> again) {
    return new Decision.Write(status, List.of(), again);
  }
}
