package dev.athanor.engine.model;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Durations as people write them: {@code 30s}, {@code 10m}, {@code 1h30m}, 0, or ISO 8601. */
public final class Durations {
  /** How to write one, for a message. */
  public static final String NEXT_STEP = "Write it like 30s, 10m or 1h30m, or in ISO 8601.";

  private Durations() {}

  /** As {@link #parse} reads it: {@code 30s}, {@code 1h30m}, {@code 0s}. */
  public static String text(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /** Empty for what is no duration, or a negative one. */
  public static Optional<Duration> parse(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    if (upper.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    try {
      Duration duration = Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
      return duration.isNegative() ? Optional.empty() : Optional.of(duration);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
