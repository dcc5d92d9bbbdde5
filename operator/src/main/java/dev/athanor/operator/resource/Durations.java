package dev.athanor.operator.resource;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Kubernetes writes them, which are Go's: {@code 1h30m}, {@code 1.5h}, {@code 0}. */
public final class Durations {
  private static final Pattern PART =
      Pattern.compile("\\G([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");

  private Durations() {}

  /**
   * Reads a duration that the API server has accepted.
   *
   * @throws IllegalArgumentException when it is not one, naming it
   */
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    for (Matcher part = PART.matcher(text); part.find(); end = part.end()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(nanosOf(part.group(2))));
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 30s, 10m or 24h");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  private static BigDecimal nanosOf(String unit) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ns" -> 1L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 1_000L;
        });
  }
}
