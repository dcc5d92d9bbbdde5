package dev.athanor.engine.model;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them. */
public final class ByteSizes {
  /** What to say to whoever gave something else. */
  public static final String NEXT_STEP = "Give a number of bytes, such as 500Mi or 1Gi.";

  private static final Pattern BYTES = Pattern.compile("(\\d+)([kKMGT]?)((?<=[kKMGT])i|)");

  private ByteSizes() {}

  /**
   * Such as {@code 1Gi}, {@code 500M} or a number of bytes, as Kubernetes writes quantities; empty
   * for what is none of these, or more than there are bytes.
   */
  public static OptionalLong parse(String text) {
    Matcher matcher = BYTES.matcher(text.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    int power = "KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT)) + 1;
    long unit = matcher.group(3).isEmpty() ? 1000 : 1024;
    long factor = matcher.group(2).isEmpty() ? 1 : (long) Math.pow(unit, power);
    try {
      return OptionalLong.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
