package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run in order: the transaction that is running may finish; if it takes longer than the
 * grace, the server is asked to cancel it, and its answer is waited for.
 */
final class Interruption {
  private static final long CANCEL_AGAIN_MILLIS = 1000;

  private final Duration grace;
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Database running;
  private volatile long requestedAt;

  Interruption(Duration grace) {
    this.grace = grace;
  }

  /** The session to cancel in. */
  void watch(Database database) {
    running = database;
  }

  /** Asks the run to end; returns at once. */
  synchronized void request() {
    if (!isRequested()) {
      requestedAt = System.nanoTime();
      requested.countDown();
      Thread canceller = new Thread(this::cancelAfterGrace, "athanor-cancel");
      canceller.setDaemon(true);
      canceller.start();
    }
  }

  /** Whether what runs had its time to end since. */
  boolean isOverdue() {
    return isRequested() && System.nanoTime() - requestedAt >= grace.toNanos();
  }

  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Whether that is what ended a statement, and not a statement_timeout. */
  boolean cancelled(SQLException error) {
    return isRequested() && SqlErrors.state(error).equals("57014");
  }

  /** Waits until the run has ended. */
  boolean awaitEnd(Duration wait) throws InterruptedException {
    return ended.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Says that the run has ended. */
  void end() {
    ended.countDown();
  }

  /** Call where stopping is safe. */
  void check() {
    if (Thread.interrupted()) {
      request();
    }
    if (isRequested()) {
      throw interrupted();
    }
  }

  static AthanorException interrupted() {
    return new AthanorException(
        Reason.INTERRUPTED,
        "The migration was interrupted.",
        "Run it again: what was committed is recorded and is not repeated.");
  }

  /** Sleeps whether or not it is to end. */
  void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      request();
    }
  }

  void sleep(long millis) {
    try {
      if (requested.await(millis, TimeUnit.MILLISECONDS)) {
        throw interrupted();
      }
    } catch (InterruptedException e) {
      request();
      throw interrupted();
    }
  }

  private void cancelAfterGrace() {
    try {
      long wait = grace.toMillis();
      while (!ended.await(wait, TimeUnit.MILLISECONDS)) {
        Database database = running;
        if (database != null && database.isOpen()) {
          database.cancel();
        }
        wait = CANCEL_AGAIN_MILLIS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (AthanorException e) {
      // The cancel request did not get through; the run ends when its statement does.
      return;
    }
  }
}
