package dev.athanor.maven;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Durations as people write them: {@code 30s}, {@code 10m}, {@code 1h30m}, 0, or ISO 8601. */
final class Durations {
  private Durations() {}

  static Duration parse(String property, String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    property + " is '" + text + "', which is no duration",
                    "Write it like 30s, 10m or 1h30m."));
  }

  private static Optional<Duration> parse(String text) {
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
