package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a session whose network has vanished, which another session at the same server tells: it is
 * asked every now and then, and does not answer.
 *
 * <p>Keepalives find out only where nothing is under way. What was sent and never arrived is sent
 * again by the operating system, for a quarter of an hour on Linux, and how long a statement itself
 * may take nobody knows.
 */
final class Heartbeat implements AutoCloseable {
  static final Duration EVERY = Duration.ofSeconds(20);
  static final Duration PATIENCE = Duration.ofSeconds(40);

  private final CountDownLatch ended = new CountDownLatch(1);

  private Heartbeat() {}

  /**
   * @param asked a session that has nothing else to do; its answers are limited from now on
   * @param watched the session that is ended
   */
  static Heartbeat start(Database asked, Database watched) {
    return start(asked, watched, EVERY, PATIENCE);
  }

  static Heartbeat start(Database asked, Database watched, Duration every, Duration patience) {
    Heartbeat heartbeat = new Heartbeat();
    asked.limitAnswers(patience);
    Thread thread = new Thread(() -> heartbeat.beat(asked, watched, every), "athanor-heartbeat");
    thread.setDaemon(true);
    thread.start();
    return heartbeat;
  }

  private void beat(Database asked, Database watched, Duration every) {
    try {
      while (!ended.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        asked.queryText("SELECT 1");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (AthanorException e) {
      // A server that closed the session still answers, and will in the other one.
      if (isSilence(e) && ended.getCount() > 0) {
        watched.abort();
      }
    }
  }

  private static boolean isSilence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
