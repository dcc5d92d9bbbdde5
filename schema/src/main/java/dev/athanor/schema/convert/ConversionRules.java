package dev.athanor.schema.convert;

import static dev.athanor.schema.convert.Conversion.checked;
import static dev.athanor.schema.convert.Conversion.exact;
import static dev.athanor.schema.convert.Conversion.lossy;
import static dev.athanor.schema.convert.Conversion.meaning;

import dev.athanor.schema.convert.Conversion.Kind;
import dev.athanor.schema.convert.ValueType.Family;
import dev.athanor.schema.model.Names;
import java.util.Map;
import java.util.Optional;

/** The table of conversions between the types that JPA providers map, each way. */
final class ConversionRules {
  /** So is {@code java.time.Duration} kept as a number. */
  private static final String NANOSECONDS = "a number says nothing of its unit (nanoseconds here)";

  private static final String ZONE = "the time zone has to be said (UTC here)";
  private static final String LITERAL = "an array's text is a literal, {1,2}";

  private ConversionRules() {}

  /** Two scalar types; arrays and strings are dealt with before. */
  static Conversion of(ValueType from, ValueType to) {
    if (to.is(Family.STRING)) {
      return toString(from, to);
    }
    if (from.is(Family.STRING)) {
      return fromString(to);
    }
    if (from.isNumber() && to.isNumber()) {
      return Numbers.of(from, to);
    }
    if (from.is(Family.BOOLEAN) && to.isNumber()) {
      return to.is(Family.NUMERIC) && to.wholeDigits() < 1
          ? checked("%s::integer", "true has no place in " + to.name())
          : exact("%s::integer");
    }
    if (from.isNumber() && to.is(Family.BOOLEAN)) {
      return lossy("(%s <> 0)", "all but 0 become true");
    }
    return Optional.ofNullable(binary(from, to))
        .or(() -> Optional.ofNullable(Times.of(from, to)))
        .orElseGet(() -> other(from, to));
  }

  private static Conversion toString(ValueType from, ValueType to) {
    if (to.base().equals("name") || to.base().equals("\"char\"")) {
      return lossy(null, "longer values are cut");
    }
    Conversion whole =
        switch (from.family()) {
          case BYTES -> checked("convert_from(%s, 'UTF8')", "bytes that are not UTF-8 stop it");
          case LARGE_OBJECT ->
              checked(
                  "convert_from(lo_get(%s), 'UTF8')",
                  "large objects that are missing or not UTF-8 stop it, and stay for vacuumlo");
          case ARRAY -> meaning("%s::text", LITERAL);
          default -> exact(null);
        };
    boolean fits = to.first() < 0 || from.textLength() <= to.first();
    return fits ? whole : whole.atBest(Kind.CHECKED, "longer values stop it");
  }

  private static Conversion fromString(ValueType to) {
    String cast = "%s::" + to.name();
    return switch (to.family()) {
      case BYTES -> exact("convert_to(%s, 'UTF8')");
      case LARGE_OBJECT -> exact("lo_from_bytea(0, convert_to(%s, 'UTF8'))");
      case JSON, ENUM, USER -> checked("%s::text::" + to.name(), "texts that are none stop it");
      case ARRAY -> meaning(cast, LITERAL);
      default -> lossy(cast, "texts that are none stop it, and the spelling of others is lost");
    };
  }

  private static Conversion binary(ValueType from, ValueType to) {
    Map<Family, Conversion> ways =
        switch (from.family()) {
          case BYTES ->
              Map.of(
                  Family.LARGE_OBJECT,
                  exact("lo_from_bytea(0, %s)"),
                  Family.UUID,
                  checked("encode(%s, 'hex')::uuid", "values of other than 16 bytes stop it"));
          case LARGE_OBJECT ->
              Map.of(
                  Family.BYTES,
                  checked("lo_get(%s)", "a missing object stops it; the others stay for vacuumlo"),
                  Family.INTEGER,
                  meaning("%s::bigint", "an oid is the number of a large object"));
          case UUID -> Map.of(Family.BYTES, exact("uuid_send(%s)"));
          case INTEGER ->
              Map.of(
                  Family.LARGE_OBJECT,
                  meaning("%s::oid", "an oid is the number of a large object"));
          case JSON ->
              Map.of(Family.JSONB, lossy("%s::jsonb", "spaces, order and doubles are lost"));
          case JSONB -> Map.of(Family.JSON, exact("%s::json"));
          default -> Map.of();
        };
    return ways.get(to.family());
  }

  private static Conversion other(ValueType from, ValueType to) {
    if (from.isNumber() && to.is(Family.INTERVAL)) {
      return meaning("%s / 1000.0 * interval '1 microsecond'", NANOSECONDS);
    }
    if (from.is(Family.INTERVAL) && to.isNumber()) {
      return meaning("extract(epoch FROM %s) * 1000000000", NANOSECONDS);
    }
    if (from.isNumber() && to.is(Family.ENUM)) {
      return meaning(
          "(" + labels(to) + ")[%s::integer + 1]::" + to.name(), "a number names no value");
    }
    if (from.is(Family.ENUM) && to.isNumber()) {
      return meaning("array_position(" + labels(from) + ", %s::text) - 1", "a value is no number");
    }
    if (to.is(Family.JSONB) && !from.is(Family.BYTES) && !from.is(Family.LARGE_OBJECT)) {
      return meaning("to_jsonb(%s)", "there are many ways to write a value as JSON");
    }
    boolean named = from.is(Family.USER) || from.is(Family.ENUM);
    if (named && (to.is(Family.USER) || to.is(Family.ENUM))) {
      return checked("%s::text::" + to.name(), "values without a like one there stop it");
    }
    return Conversion.impossible(from, to);
  }

  /**
   * Written out: the type may be called otherwise by then, and of a domain the server tells none.
   */
  private static String labels(ValueType type) {
    String all = String.join(", ", type.labels().stream().map(Names::literal).toList());
    // It is a format, too.
    return "ARRAY[" + all.replace("%", "%%") + "]::text[]";
  }

  /** Dates, times and intervals; null for other types. */
  private static final class Times {
    static Conversion of(ValueType from, ValueType to) {
      if (from.family() == to.family()) {
        return same(from, to);
      }
      return switch (from.family()) {
        case DATE ->
            switch (to.family()) {
              case TIMESTAMP -> exact(null);
              case TIMESTAMPTZ -> meaning("%s::timestamp AT TIME ZONE 'UTC'", ZONE);
              default -> null;
            };
        case TIMESTAMP ->
            switch (to.family()) {
              case DATE -> lossy(null, "the time of day is lost");
              case TIME -> lossy(null, "the date is lost");
              case TIMESTAMPTZ -> meaning("%s AT TIME ZONE 'UTC'", ZONE);
              default -> null;
            };
        case TIMESTAMPTZ ->
            switch (to.family()) {
              case DATE, TIME -> meaning("(%s AT TIME ZONE 'UTC')::" + to.name(), ZONE);
              case TIMESTAMP -> meaning("%s AT TIME ZONE 'UTC'", ZONE);
              case TIMETZ -> meaning("%s::timetz", ZONE);
              default -> null;
            };
        case TIME -> to.is(Family.TIMETZ) ? meaning("(%s::text || '+00')::timetz", ZONE) : null;
        case TIMETZ -> to.is(Family.TIME) ? lossy(null, "the time zone is lost") : null;
        default -> null;
      };
    }

    private static Conversion same(ValueType from, ValueType to) {
      return switch (from.family()) {
        case TIMESTAMP, TIMESTAMPTZ, TIME, TIMETZ ->
            to.precision() >= from.precision()
                ? exact(null)
                : lossy(null, "seconds are rounded to " + to.precision() + " digits");
        case INTERVAL ->
            to.name().equals("interval")
                ? exact(null)
                : lossy(null, "what " + to.name() + " does not hold is cut");
        case BUILTIN, USER, ENUM ->
            from.base().equals(to.base()) ? checked(null, "values that do not fit stop it") : null;
        default -> exact(null);
      };
    }
  }
}
