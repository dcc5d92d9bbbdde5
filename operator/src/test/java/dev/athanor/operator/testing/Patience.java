package dev.athanor.operator.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a test waits for what will come before that counts as failed: three minutes, for the
 * other modules' tests and the cluster's share the processors. Not for waits that a test is about.
 */
public final class Patience {
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  private Patience() {}

  /** Whether it ended in time. */
  public static boolean ends(Process process) throws InterruptedException {
    return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
