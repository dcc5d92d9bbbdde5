package dev.athanor.operator.resource;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Kubernetes reads them, which are Go's: {@code 1h30m}, {@code 1.5h}, {@code +1h},
 * {@code 0}. One that only the API server could read would fail every reconcile.
 */
public final class Durations {
  private static final Pattern PART =
      Pattern.compile("\\G([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");

  /** What needs no unit. */
  private static final Set<String> ZERO = Set.of("0", "+0", "-0");

  private Durations() {}

  /**
   * Reads a duration that the API server has accepted.
   *
   * @throws IllegalArgumentException when it is not one, naming it
   */
  public static Duration parse(String text) {
    if (ZERO.contains(text)) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    boolean negative = text.startsWith("-");
    String parts = negative || text.startsWith("+") ? text.substring(1) : text;
    int end = 0;
    for (Matcher part = PART.matcher(parts); part.find(); end = part.end()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(nanosOf(part.group(2))));
    }
    if (end == 0 || end != parts.length()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 30s, 10m or 24h");
    }
    Duration duration = Duration.ofNanos(nanos.longValue());
    return negative ? duration.negated() : duration;
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
