package dev.athanor.engine.testing;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long a test waits for what will come before that counts as failed: six minutes. The modules'
 * tests and the cluster's share two processors, and what takes two seconds alone has taken more
 * than two minutes there. Not for waits that are what a test is about.
 */
public final class Patience {
  public static final Duration PATIENCE = Duration.ofMinutes(6);

  private Patience() {}

  /** Whether it ended in time; if not, it is killed. */
  public static boolean ends(Process process) {
    try {
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * What came.
   *
   * @throws ExecutionException as {@link Future#get}
   * @throws TimeoutException if nothing did
   */
  public static <T> T get(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
