package dev.athanor.engine.swap;

/** A wait between two looks at sessions. */
final class Pause {
  private Pause() {}

  /** An interrupt is kept for later: what waits here ends in seconds, one way or the other. */
  static void brief(long millis) {
    boolean interrupted = Thread.interrupted();
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
