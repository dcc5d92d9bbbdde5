package dev.athanor.autogenerate.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A type that an attribute may have.
 *
 * @param name as the server calls it
 * @param java the attribute's
 * @param column what {@code @Column} says of it; may be empty
 * @param annotation what stands before the attribute; may be empty
 * @param rows SQL of values at its edges
 */
record WideType(String name, String java, String column, String annotation, List<String> rows) {
  /** Those of the extensions, which a schema of their own has. */
  static final List<WideType> EXTENSIONS =
      List.of(
          defined("ext.citext", "'x'", "'Yes'", "'007'", "''", "'X'"),
          defined("ext.hstore", "'a=>1'", "''", "'\"b c\"=>NULL'"));

  private static final String NAMED = "@Enumerated(EnumType.STRING) ";

  static final List<WideType> ALL =
      List.of(
          mapped("smallint", "Short", "", "0", "7", "-32768", "32767"),
          mapped("integer", "Integer", "", "0", "1", "-2147483648", "2147483647", "16777217"),
          mapped("bigint", "Long", "", "0", "42", "9223372036854775807", "9007199254740993"),
          mapped("numeric(10,2)", "BigDecimal", "precision = 10, scale = 2", "0", "1.25", "99.99"),
          mapped("numeric(19,4)", "BigDecimal", "precision = 19, scale = 4", "0", "1.2345", "7"),
          defined("numeric(4,0)", "0", "9999"),
          defined("numeric(21,0)", "0", "5000000000", "999999999999999999999"),
          defined("numeric", "0", "1.23456789", "1e30", "'NaN'"),
          mapped("real", "Float", "", "0", "1.5", "3.4e38", "0.1"),
          mapped("double precision", "Double", "", "0", "1.5", "1e300", "0.1"),
          mapped("boolean", "Boolean", "", "true", "false"),
          defined("text", "''", "'007'", "'x'", "'Yes'", "repeat('long', 30)", "'1'"),
          mapped(
              "character varying(6)", "String", "length = 6", "''", "'1.50'", "'true'", "'naïve'"),
          mapped("character varying(255)", "String", "", "''", "'1'", "'12'", "'x'", "'HAPPY'"),
          mapped(
              "character varying(80)", "String", "length = 80", "'1'", "'true'", "'{}'", "'SAD'"),
          mapped("character(1)", "Character", "", "'Y'", "'1'"),
          mapped("uuid", "UUID", "", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
          mapped("bytea", "byte[]", "", "''", "'\\x6869'", "'\\x00'", "'\\xff00'"),
          annotated(
              "oid", "byte[]", "@Lob ", "lo_from_bytea(0, '\\x6869')", "lo_from_bytea(0, '')"),
          mapped("date", "LocalDate", "", "'2024-02-29'", "'0044-03-15 BC'", "'infinity'"),
          mapped(
              "timestamp(6) without time zone",
              "LocalDateTime",
              "",
              "'2024-03-31 02:30:00.123456'",
              "'2024-02-29'",
              "'infinity'"),
          defined("timestamp(0) without time zone", "'2024-03-31 02:30:00'"),
          mapped("timestamp(6) with time zone", "Instant", "", "'2024-10-27 01:30:00.123456+00'"),
          mapped("time(6) without time zone", "LocalTime", "", "'23:59:59.999999'", "'00:00'"),
          mapped("time(6) with time zone", "OffsetTime", "", "'12:34:56+05'"),
          defined("interval", "'1 mon 2 days 03:04:05.678901'", "'0'"),
          defined("interval second(3)", "'5.123'", "'90061.5'"),
          defined("json", "'{\"b\": 1,  \"a\": 2, \"a\": 3}'", "'null'"),
          annotated(
              "jsonb",
              "Map<String, String>",
              "@JdbcTypeCode(SqlTypes.JSON) ",
              "'{\"b\": 1, \"a\": [2]}'"),
          defined("inet", "'10.0.0.1'", "'10.0.0.0/8'"),
          annotated("smallint", "Mood", "", "0", "1"),
          annotated("character varying(255)", "Mood", NAMED, "'HAPPY'", "'SAD'"),
          annotated("character varying(255)", "Temper", NAMED, "'SAD'", "'CALM'"),
          annotated(
              "mood", "Mood", NAMED + "@JdbcTypeCode(SqlTypes.NAMED_ENUM) ", "'HAPPY'", "'SAD'"),
          annotated(
              "temper", "Temper", NAMED + "@JdbcTypeCode(SqlTypes.NAMED_ENUM) ", "'SAD'", "'CALM'"),
          mapped("integer[]", "Integer[]", "", "'{1,2}'", "'{}'"),
          mapped("bigint[]", "Long[]", "", "'{1,9223372036854775807}'"),
          mapped("character varying(255)[]", "String[]", "", "'{a,\"b c\"}'"));

  static WideType any(Random random, boolean extensions) {
    List<WideType> all = new ArrayList<>(ALL);
    if (extensions) {
      all.addAll(EXTENSIONS);
      all.addAll(EXTENSIONS);
    }
    return all.get(random.nextInt(all.size()));
  }

  /** A value of the type of that name; NULL of one that is not here. */
  static String sample(String name) {
    for (WideType type : ALL) {
      if (type.name.equals(name)) {
        return "(" + type.rows.get(0) + ")::" + name;
      }
    }
    return EXTENSIONS.stream()
        .filter(type -> type.name.equals(name))
        .map(type -> type.rows.get(0) + "::" + name)
        .findFirst()
        .orElse("NULL::" + name);
  }

  /** Java's enums of {@link #ALL}. */
  static String enums(boolean grown) {
    return "enum Mood { HAPPY, SAD%s } enum Temper { SAD, CALM%s }"
        .formatted(grown ? ", MAD" : "", grown ? ", WILD" : "");
  }

  private static WideType mapped(String name, String java, String column, String... rows) {
    return new WideType(name, java, column, "", List.of(rows));
  }

  private static WideType annotated(String name, String java, String annotation, String... rows) {
    return new WideType(name, java, "", annotation, List.of(rows));
  }

  private static WideType defined(String name, String... rows) {
    return mapped(name, "String", "columnDefinition = \"" + name + "\"", rows);
  }
}
