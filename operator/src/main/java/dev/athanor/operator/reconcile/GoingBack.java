package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec.OnFailure;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec.Writes;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.Fence;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.State;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.records.Standing;
import dev.athanor.operator.resource.Migration;
import java.time.Instant;
import java.util.Optional;

/**
 * The failure policy's way: armed before a run, due when the run has failed for good, then done or
 * failed; and where others are kept out, never left before they are let in again.
 */
final class GoingBack {
  private GoingBack() {}

  /** As it is to be written before a run is; null where nothing is done about its failure. */
  static GoBackStatus armed(Migration migration, long attempt) {
    OnFailure policy = migration.onFailure();
    if (policy == OnFailure.Stop) {
      return null;
    }
    GoBackStatus before = migration.status().goBack();
    boolean again =
        before != null
            && before.generation() == migration.generation()
            && before.state() == State.Armed;
    return new GoBackStatus(
        migration.generation(),
        attempt,
        policy,
        migration.spec().onFailureWrites() == Writes.Fence ? Fence.Up : null,
        State.Armed,
        again ? before.backup() : null,
        null,
        null,
        0,
        null,
        null,
        null);
  }

  /**
   * What becomes of it when a step has failed.
   *
   * @param failure what that is taken for
   * @param exhausted whether it is not tried again before it is time to look at the database
   */
  static GoBackStatus afterFailure(
      Migration migration, JobStatus intent, Result end, FailureStatus failure, boolean exhausted) {
    GoBackStatus armed = migration.status().goBack();
    if (armed == null
        || armed.state() != State.Armed
        || !armed.generation().equals(intent.generation())) {
      return armed;
    }
    GoBackStatus known =
        armed.backup() == null && intent.step() == Step.Run && end.backup() != null
            ? armed.toBuilder().backup(end.backup().location()).build()
            : armed;
    if (known.fence() == Fence.Up) {
      // Others wait outside: nothing is tried again meanwhile.
      return intent.step() == Step.Run ? due(known) : known;
    }
    if (intent.generation() != migration.generation()) {
      return null; // the next generation goes on from here, by its own policy
    }
    return !failure.retryable() || exhausted ? due(known) : known;
  }

  /** Of a run whose Job is not created after all: it has put up no fence. */
  static GoBackStatus notBegun(GoBackStatus armed) {
    return armed == null || armed.state() != State.Armed
        ? armed
        : armed.toBuilder().fence(null).build();
  }

  private static GoBackStatus due(GoBackStatus armed) {
    return armed.toBuilder().state(State.Due).build();
  }

  /** Whether a Job of it is next, or waits for its next try. */
  static boolean isDue(GoBackStatus back) {
    return back != null && (back.state() == State.Due || back.state() == State.Lifting);
  }

  /** Whether others may still be kept out. */
  static boolean mayFence(GoBackStatus back) {
    return back != null && back.fence() == Fence.Up;
  }

  static Optional<Instant> retryAt(GoBackStatus back) {
    return Optional.ofNullable(back.retryAt()).map(Instant::parse);
  }

  /** How a failure stands that a policy has something to do with. */
  static Optional<Verdict> verdict(GoBackStatus back, FailureStatus failure) {
    if (back == null || !back.generation().equals(failure.generation())) {
      return Optional.empty();
    }
    return switch (back.state()) {
      case Armed -> Optional.empty();
      case Due, Lifting -> Optional.of(working(back, failure.reason(), failure.message()));
      case Done ->
          Optional.of(
              ended(
                  failure.reason(),
                  "%s Went back by %s: served again at %s%s"
                      .formatted(
                          sentence(failure.message()),
                          back.policy(),
                          back.revision(),
                          back.keptAs() == null ? "" : "; what was there is " + back.keptAs())));
      case Failed ->
          Optional.of(
              ended(
                  "GoBackFailed",
                  "%s And it did not go back by %s: %s"
                      .formatted(sentence(failure.message()), back.policy(), back.message())));
    };
  }

  /** While Jobs of it are at work, or wait. */
  static Verdict working(GoBackStatus back, String reason, String message) {
    StringBuilder text = new StringBuilder(sentence(message));
    text.append(text.isEmpty() ? "" : " ");
    if (back.state() == State.Lifting) {
      text.append("Letting others in again, for it did not go back: ").append(back.message());
    } else {
      text.append("Going back by ").append(back.policy());
    }
    if (back.fence() == Fence.Up) {
      text.append("; a write fence keeps others out");
    }
    if (back.retryAt() != null) {
      text.append("; failed %d times, tried again at %s".formatted(back.tries(), back.retryAt()));
    }
    return Verdict.progressing(Phase.GoingBack, reason, text.toString());
  }

  /** Failed, and nothing goes on by itself. */
  private static Verdict ended(String reason, String message) {
    return new Verdict(Phase.Failed, Standing.stalled(reason, message));
  }

  private static String sentence(String message) {
    String text = message == null ? "" : message.strip();
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }
}
