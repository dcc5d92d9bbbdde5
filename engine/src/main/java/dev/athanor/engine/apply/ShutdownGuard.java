package dev.athanor.engine.apply;

import java.time.Duration;

/**
 * Lets a run end in order when the JVM is told to stop: a pod's SIGTERM, a user's Ctrl-C. The JVM
 * goes on living until its shutdown hooks return, and this one waits for the run.
 */
final class ShutdownGuard {
  /** Beyond the grace: the server's answer to a cancel, and the record of how it ended. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Thread hook;

  private ShutdownGuard(Thread hook) {
    this.hook = hook;
  }

  static ShutdownGuard install(Interruption interruption, MigrateOptions options) {
    if (!options.handleShutdown()) {
      return new ShutdownGuard(null);
    }
    Duration wait = options.interruptGrace().plus(MARGIN);
    Thread hook =
        new Thread(
            () -> {
              interruption.request();
              try {
                interruption.awaitEnd(wait);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "athanor-shutdown");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is stopping already.
      interruption.request();
      return new ShutdownGuard(null);
    }
    return new ShutdownGuard(hook);
  }

  void remove() {
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is stopping: the hook is running and about to return.
        return;
      }
    }
  }
}
