package dev.athanor.schema.convert;

import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.List;
import java.util.Map;

/**
 * A type as far as conversions need to know it.
 *
 * @param name as {@code format_type} writes it
 * @param base the same without modifiers; of a domain, the type under it
 * @param first the first modifier: length, precision; −1 if there is none
 * @param second the second: a numeric's scale; −1 if there is none
 * @param labels of an enum, or of a domain over one
 */
record ValueType(
    String name, String base, Family family, int first, int second, List<String> labels) {

  /** Types among which the rules are alike. */
  enum Family {
    INTEGER,
    NUMERIC,
    FLOAT,
    STRING,
    BOOLEAN,
    UUID,
    BYTES,
    LARGE_OBJECT,
    DATE,
    TIMESTAMP,
    TIMESTAMPTZ,
    TIME,
    TIMETZ,
    INTERVAL,
    JSON,
    JSONB,
    ENUM,
    ARRAY,
    /** PostgreSQL's own, with no rule but its text. */
    BUILTIN,
    /** Somebody's: a composite type, an extension's. */
    USER
  }

  private static final Map<String, Family> FAMILIES =
      Map.ofEntries(
          Map.entry("smallint", Family.INTEGER),
          Map.entry("integer", Family.INTEGER),
          Map.entry("bigint", Family.INTEGER),
          Map.entry("numeric", Family.NUMERIC),
          Map.entry("real", Family.FLOAT),
          Map.entry("double precision", Family.FLOAT),
          Map.entry("text", Family.STRING),
          Map.entry("character varying", Family.STRING),
          Map.entry("character", Family.STRING),
          Map.entry("bpchar", Family.STRING),
          Map.entry("name", Family.STRING),
          Map.entry("\"char\"", Family.STRING),
          Map.entry("boolean", Family.BOOLEAN),
          Map.entry("uuid", Family.UUID),
          Map.entry("bytea", Family.BYTES),
          Map.entry("oid", Family.LARGE_OBJECT),
          Map.entry("date", Family.DATE),
          Map.entry("timestamp without time zone", Family.TIMESTAMP),
          Map.entry("timestamp with time zone", Family.TIMESTAMPTZ),
          Map.entry("time without time zone", Family.TIME),
          Map.entry("time with time zone", Family.TIMETZ),
          Map.entry("json", Family.JSON),
          Map.entry("jsonb", Family.JSONB),
          Map.entry("inet", Family.BUILTIN),
          Map.entry("cidr", Family.BUILTIN),
          Map.entry("macaddr", Family.BUILTIN),
          Map.entry("macaddr8", Family.BUILTIN),
          Map.entry("money", Family.BUILTIN),
          Map.entry("xml", Family.BUILTIN),
          Map.entry("bit", Family.BUILTIN),
          Map.entry("bit varying", Family.BUILTIN),
          Map.entry("tsvector", Family.BUILTIN),
          Map.entry("point", Family.BUILTIN));

  /**
   * @param type as {@code format_type} writes it
   * @param snapshot where its own types are looked up
   */
  static ValueType of(String type, SchemaSnapshot snapshot) {
    Names names = new Names(snapshot.defaultSchema());
    for (Domain domain : snapshot.all(Domain.class)) {
      if (names.of(domain.id()).equals(type)) {
        ValueType under = of(domain.baseType(), snapshot);
        return new ValueType(
            type, under.base, under.family, under.first, under.second, under.labels);
      }
    }
    String base = Types.base(type);
    for (EnumType own : snapshot.all(EnumType.class)) {
      if (names.of(own.id()).equals(base)) {
        return new ValueType(type, base, Family.ENUM, -1, -1, own.labels());
      }
    }
    return new ValueType(type, base, family(base), part(type, 0), part(type, 1), List.of());
  }

  private static Family family(String base) {
    if (base.endsWith("[]")) {
      return Family.ARRAY;
    }
    if (base.startsWith("interval")) {
      return Family.INTERVAL;
    }
    return FAMILIES.getOrDefault(base, Family.USER);
  }

  private static int part(String type, int index) {
    String[] parts = Types.modifiers(type).split(",");
    return index < parts.length && !parts[index].isEmpty() ? Integer.parseInt(parts[index]) : -1;
  }

  /** What an array holds. */
  ValueType element(SchemaSnapshot snapshot) {
    return of(name.substring(0, name.length() - "[]".length()), snapshot);
  }

  boolean is(Family other) {
    return family == other;
  }

  boolean isNumber() {
    return is(Family.INTEGER) || is(Family.NUMERIC) || is(Family.FLOAT);
  }

  /** Decimal digits before the point that every value fits in; of an integer, its most. */
  int wholeDigits() {
    return switch (base) {
      case "smallint" -> 5;
      case "integer" -> 10;
      case "bigint" -> 19;
      default -> first < 0 ? Integer.MAX_VALUE : first - Math.max(second, 0);
    };
  }

  /** The most characters that its text has; no limit for most. */
  int textLength() {
    return switch (base) {
      case "smallint" -> 6;
      case "integer" -> 11;
      case "bigint" -> 20;
      case "boolean" -> 5;
      case "uuid" -> 36;
      case "character varying", "character" -> first < 0 ? Integer.MAX_VALUE : first;
      default -> Integer.MAX_VALUE;
    };
  }

  /** Digits of a second: six where nothing is said. */
  int precision() {
    return first < 0 ? 6 : first;
  }
}
