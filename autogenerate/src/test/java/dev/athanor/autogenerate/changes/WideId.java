package dev.athanor.autogenerate.changes;

import java.util.List;
import java.util.Random;

/**
 * An entity's key and what gives it its values.
 *
 * @param type Integer, Long, String or UUID
 * @param step how many values a sequence or a row of a table gives at once
 */
record WideId(String type, Generator generator, int step) {
  /** Who numbers rows. */
  enum Generator {
    ASSIGNED,
    IDENTITY,
    AUTO,
    SEQUENCE,
    SHARED,
    TABLE,
    UUID
  }

  /** All that use the shared one have to agree on how far it goes at once. */
  private static final int SHARED_STEP = 5;

  static WideId any(Random random) {
    Generator generator = Generator.values()[random.nextInt(Generator.values().length)];
    String type =
        switch (generator) {
          case ASSIGNED -> List.of("Integer", "Long", "String", "UUID").get(random.nextInt(4));
          case UUID -> "UUID";
          default -> random.nextInt(4) == 0 ? "Integer" : "Long";
        };
    return new WideId(type, generator, List.of(1, 10, 50).get(random.nextInt(3)));
  }

  String source(String table) {
    String generator = "g_" + table;
    String named = "@GeneratedValue(generator = \"" + generator + "\") ";
    String sequence =
        named + "@SequenceGenerator(name = \"%s\", sequenceName = \"%s\", allocationSize = %d) ";
    String how =
        switch (generator()) {
          case ASSIGNED -> "";
          case IDENTITY -> "@GeneratedValue(strategy = GenerationType.IDENTITY) ";
          case AUTO -> "@GeneratedValue ";
          case SEQUENCE -> sequence.formatted(generator, table + "_numbers", step);
          case SHARED -> sequence.formatted(generator, "shared_ids", SHARED_STEP);
          case TABLE ->
              named
                  + "@TableGenerator(name = \"%s\", table = \"counters\", allocationSize = %d) "
                      .formatted(generator, step);
          case UUID -> "@GeneratedValue(strategy = GenerationType.UUID) ";
        };
    return "@Id " + how + type + " id; ";
  }

  /** The sequence that numbers it from now on; empty for none. */
  String sequence(String table) {
    return switch (generator) {
      case AUTO -> table + "_seq";
      case SEQUENCE -> table + "_numbers";
      case SHARED -> "shared_ids";
      default -> "";
    };
  }

  /** Whether the schema shows that it numbers this entity alone. */
  boolean leavesItsMark() {
    return generator == Generator.IDENTITY
        || generator == Generator.AUTO
        || generator == Generator.SEQUENCE;
  }

  int given() {
    return generator == Generator.AUTO ? 50 : generator == Generator.SHARED ? SHARED_STEP : step;
  }

  /** The key of a row, counted from 1. */
  String literal(int row) {
    return switch (type) {
      case "String" -> "'" + row + "'";
      case "UUID" -> "'00000000-0000-0000-0000-" + "%012d'".formatted(row);
      default -> Integer.toString(row);
    };
  }
}
