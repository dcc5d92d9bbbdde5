package dev.athanor.cli.args;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ByteSizes;
import dev.athanor.engine.model.Durations;
import dev.athanor.engine.model.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads values of options; what cannot be read is refused, naming option and value. */
public final class Values {
  private Values() {}

  public static int number(String option, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw wrong(option, value, "Give a whole number.");
    }
  }

  /** Such as {@code 30s} or {@code PT30S}. */
  public static Duration duration(String option, String value) {
    return Durations.parse(value).orElseThrow(() -> wrong(option, value, Durations.NEXT_STEP));
  }

  /** Such as {@code 1Gi}, {@code 500M} or a number of bytes, as Kubernetes writes quantities. */
  public static long bytes(String option, String value) {
    return ByteSizes.parse(value).orElseThrow(() -> wrong(option, value, ByteSizes.NEXT_STEP));
  }

  /** Separated by commas. */
  public static List<String> list(String value) {
    return Stream.of(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** One of an enum's names, in any case. */
  public static <E extends Enum<E>> E choice(String option, Class<E> type, String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw wrong(option, value, "Give one of " + names(type) + ".");
  }

  /** As help shows them. */
  public static <E extends Enum<E>> String names(Class<E> type) {
    return String.join(", ", Stream.of(type.getEnumConstants()).map(Enum::name).toList());
  }

  private static AthanorException wrong(String option, String value, String nextStep) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        String.format(Locale.ROOT, "%s is '%s'.", option, value),
        nextStep);
  }
}
