package dev.athanor.engine.command;

import java.time.Duration;

/** How often a log hears of what takes long. */
final class LogPace {
  private final Duration every;
  private Duration logged = Duration.ZERO;

  LogPace(Duration every) {
    this.every = every;
  }

  /**
   * Whether a line is to be written now; then the next one is due that much later.
   *
   * @param time how long it has taken; less than the last time where something else has begun
   */
  boolean isDue(Duration time) {
    if (time.compareTo(logged) < 0) {
      logged = Duration.ZERO;
    }
    boolean due = time.minus(logged).compareTo(every) >= 0;
    if (due) {
      logged = time;
    }
    return due;
  }
}
