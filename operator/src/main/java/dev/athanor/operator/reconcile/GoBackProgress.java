package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.Fence;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.State;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.records.Standing;
import dev.athanor.operator.resource.Migration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The status while a failure policy is at work, and how a failure stands that it is about. */
final class GoBackProgress {
  private final Migration migration;
  private final Instant now;

  GoBackProgress(Migration migration, Instant now) {
    this.migration = migration;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The intent to go back, written before the Job is created. */
  DatabaseMigrationStatus next(GoBackStatus known) {
    GoBackStatus next = known.toBuilder().retryAt(null).build();
    return working(next)
        .in(
            migration.status().toBuilder()
                .goBack(next)
                .job(new Intents(migration, now).goBack(next)),
            migration,
            now);
  }

  /** It waits for its next try. */
  DatabaseMigrationStatus waiting(GoBackStatus known) {
    return working(known).in(migration.status().toBuilder(), migration, now);
  }

  private Verdict working(GoBackStatus back) {
    FailureStatus failure = migration.status().failure();
    return failure == null
        ? working(back, "GoingBack", "")
        : working(back, failure.reason(), failure.message());
  }

  /** How a failure stands that a policy has something to do with. */
  static Optional<Verdict> of(Optional<GoBackStatus> back, FailureStatus failure) {
    return back.filter(b -> b.generation().equals(failure.generation()))
        .flatMap(b -> of(b, failure));
  }

  private static Optional<Verdict> of(GoBackStatus back, FailureStatus failure) {
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
    text.append(keptOut(back));
    if (back.retryAt() != null) {
      text.append("; failed %d times, tried again at %s".formatted(back.tries(), back.retryAt()));
    }
    return Verdict.progressing(Phase.GoingBack, reason, text.toString());
  }

  /**
   * As below, of a Job that does not start.
   *
   * @param givenUpAt when it is not waited for any more
   */
  static String keptOut(GoBackStatus back, Optional<Instant> givenUpAt) {
    return keptOut(back)
        + givenUpAt
            .filter(at -> back.state() == State.Due)
            .map(at -> at.truncatedTo(ChronoUnit.SECONDS))
            .map("; from %s on they are let in without going back"::formatted)
            .orElse("");
  }

  /** What a message ends with while others are kept out; empty while they are not. */
  static String keptOut(GoBackStatus back) {
    return back.fence() == Fence.Up ? "; a write fence keeps others out" : "";
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
