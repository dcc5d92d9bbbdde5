package dev.athanor.schema.convert;

import static dev.athanor.schema.convert.Conversion.checked;
import static dev.athanor.schema.convert.Conversion.exact;
import static dev.athanor.schema.convert.Conversion.lossy;

import dev.athanor.schema.convert.ValueType.Family;

/** Conversions between numbers: the server's assignment casts, which round without a word. */
final class Numbers {
  private static final String TOO_LARGE = "numbers that are too large stop it";
  private static final String ROUNDED = "numbers are rounded";

  private Numbers() {}

  static Conversion of(ValueType from, ValueType to) {
    if (from.is(Family.FLOAT) || to.is(Family.FLOAT)) {
      return floating(from, to);
    }
    int scaleFrom = scale(from);
    int scaleTo = scale(to);
    if (scaleTo < scaleFrom) {
      return lossy(null, ROUNDED);
    }
    return holds(from, to) ? exact(null) : checked(null, TOO_LARGE);
  }

  /** Digits behind the point. */
  private static int scale(ValueType type) {
    if (type.is(Family.INTEGER)) {
      return 0;
    }
    return type.first() < 0 ? Integer.MAX_VALUE : Math.max(type.second(), 0);
  }

  private static boolean holds(ValueType from, ValueType to) {
    // An integer type does not hold every number of as many digits as its largest.
    boolean decimalIntoInteger = from.is(Family.NUMERIC) && to.is(Family.INTEGER);
    return decimalIntoInteger
        ? from.wholeDigits() < to.wholeDigits()
        : from.wholeDigits() <= to.wholeDigits();
  }

  private static Conversion floating(ValueType from, ValueType to) {
    boolean fits =
        switch (to.base()) {
          case "double precision" ->
              from.base().equals("real")
                  || from.base().equals("double precision")
                  || from.is(Family.INTEGER) && !from.base().equals("bigint");
          case "real" -> from.base().equals("real") || from.base().equals("smallint");
          default -> false;
        };
    return fits ? exact(null) : lossy(null, ROUNDED);
  }
}
