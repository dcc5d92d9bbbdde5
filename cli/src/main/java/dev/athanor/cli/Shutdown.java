package dev.athanor.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What SIGTERM and SIGINT do: the command is interrupted, ends in order (finishing or cancelling
 * its transaction, ending pg_dump) and says how it went before the process goes.
 */
final class Shutdown {
  /** Below the 300 s that the operator's pods are given. */
  private static final long PATIENCE_SECONDS = 290;

  private final CountDownLatch finished = new CountDownLatch(1);

  private Shutdown() {}

  /** From now on, a signal interrupts the calling thread. */
  static Shutdown install(Log log) {
    Shutdown shutdown = new Shutdown();
    Thread command = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> shutdown.end(command, log), "athanor-shutdown"));
    return shutdown;
  }

  /** The command has ended and said all that it had to say. */
  void finished() {
    finished.countDown();
  }

  private void end(Thread command, Log log) {
    if (finished.getCount() == 0) {
      return;
    }
    log.warn("Told to stop: ending in order.");
    command.interrupt();
    try {
      finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
