package dev.athanor.engine.apply;

import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanStep;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tries again what waited in vain for a lock.
 *
 * <p>Whoever comes after a statement that waits for a table waits behind it. So each attempt waits
 * a short time only, its transaction is undone, which lets go of all that it had, and the others go
 * on until it is tried again: as soon as those who were in the way are seen to be gone, and else
 * after a pause. A deadlock's victim is tried again likewise: of it, too, nothing is left.
 *
 * <p>Only waiting is counted, for work that is done anew takes its own time: pauses, and of an
 * attempt what was seen, but at least what the server allows.
 */
final class LockRetry {
  private static final long LOOK_AGAIN_MILLIS = 50;

  /** So that two who met do not meet again, and what queued behind the last attempt is gone. */
  private static final long LEAST_PAUSE_MILLIS = 50;

  /** Attempts' lengths that a pause takes, up to twice that: every attempt holds others up. */
  private static final double WHILE_HELD = 4;

  /** The same where nobody was seen, so that nobody's going tells when to try. */
  private static final double UNSEEN = 0.5;

  private final Duration attempt;
  private final Duration whole;
  private final SessionWatch watch;
  private final Interruption interruption;
  private final MigrationListener listener;
  private final Runnable again;
  private PlanStep step;
  private int failed;
  private Duration waited = Duration.ZERO;

  /**
   * @param again is told before each attempt but a step's first
   */
  LockRetry(
      SessionSettings settings,
      SessionWatch watch,
      Interruption interruption,
      MigrationListener listener,
      Runnable again) {
    this.attempt = settings.lockAttempt();
    this.whole = settings.lockTimeout();
    this.watch = watch;
    this.interruption = interruption;
    this.listener = listener;
    this.again = again;
  }

  /** A step that was not tried before begins. */
  void begin(PlanStep started) {
    step = started;
    failed = 0;
    waited = Duration.ZERO;
    watch.nextStep(started);
    watch.working();
  }

  /** No step is under way. */
  void end() {
    watch.idle();
  }

  /** Does {@code work}, which leaves nothing when it fails, until it has got its locks. */
  void run(Runnable work) {
    watch.working();
    while (true) {
      try {
        work.run();
        succeeded();
        return;
      } catch (AthanorException e) {
        pause(e);
      }
    }
  }

  /**
   * Returns when it is time to try again.
   *
   * @throws AthanorException {@code failure}, where it is of another kind or it was waited long
   *     enough, then with those who are in the way; INTERRUPTED
   */
  void pause(AthanorException failure) {
    if (failure.reason() != Reason.LOCK_TIMEOUT) {
      throw failure;
    }
    Optional<LockSight> sight = watch.seen();
    count();
    if (!whole.isZero() && waited.compareTo(whole) >= 0) {
      throw told(failure, sight);
    }
    interruption.check();
    sight.ifPresent(watch::say);
    watch.idle();
    waitFor(sight);
    again.run();
    watch.working();
  }

  /** What was tried has got its locks; the next transaction of the step may wait anew. */
  void succeeded() {
    if (failed > 0) {
      listener.unblocked(step, failed + 1, waited);
      failed = 0;
      waited = Duration.ZERO;
    }
  }

  private void count() {
    failed++;
    Duration allowed = shorter(watch.worked(), attempt);
    Duration seen = watch.waited();
    waited = waited.plus(seen.compareTo(allowed) > 0 ? seen : allowed);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void waitFor(Optional<LockSight> sight) {
    long began = System.nanoTime();
    long end = began + pause(sight.isPresent()).toNanos();
    sight.ifPresent(watch::await);
    interruption.sleep(random(LEAST_PAUSE_MILLIS));
    while (System.nanoTime() < end && (sight.isEmpty() || watch.stands())) {
      interruption.sleep(LOOK_AGAIN_MILLIS);
    }
    waited = waited.plusNanos(System.nanoTime() - began);
  }

  /** Never so long that no attempt would fit in what is left. */
  private Duration pause(boolean held) {
    Duration pause =
        Duration.ofMillis(random((long) (attempt.toMillis() * (held ? WHILE_HELD : UNSEEN))));
    Duration left = whole.minus(waited).minus(attempt);
    if (whole.isZero() || left.compareTo(pause) > 0) {
      return pause;
    }
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** From so much to twice that. */
  private static long random(long least) {
    return least + ThreadLocalRandom.current().nextLong(least + 1);
  }

  private AthanorException told(AthanorException failure, Optional<LockSight> sight) {
    String tries = "Tried " + (failed == 1 ? "once" : failed + " times");
    AthanorException told =
        failure.withMore(
            tries
                + " within "
                + seconds(waited)
                + sight
                    .map(seen -> ", waiting for " + seen.what() + ".")
                    .orElse("; who was in the way was not seen."));
    return sight
        .flatMap(seen -> seen.what().blockers().stream().findFirst())
        .flatMap(Blocker::ending)
        .map(statement -> told.withAdvice("What ends the one in the way: " + statement + "."))
        .orElse(told);
  }

  private static String seconds(Duration time) {
    return time.toMillis() < 1000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
  }
}
