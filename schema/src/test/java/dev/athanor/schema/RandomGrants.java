package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;
import java.util.List;

/** Privileges, also those that PUBLIC loses. */
final class RandomGrants {
  private static final List<String> TARGETS =
      List.of(
          "t1",
          "v1",
          "m1",
          "pt",
          "s2.t4",
          "SEQUENCE q1",
          "FUNCTION f1(integer)",
          "PROCEDURE p1(integer)",
          "SCHEMA s2",
          "TYPE e1",
          "TYPE d1");

  private final RandomSchema schema;

  RandomGrants(RandomSchema schema) {
    this.schema = schema;
  }

  void write() {
    for (String target : TARGETS) {
      Draw draw = schema.slot("grant " + target);
      if (draw.chance(0.3)) {
        schema.add(
            "GRANT "
                + privilege(draw, target)
                + " ON "
                + target
                + " TO "
                + draw.pick("role_a", "\"Role B\"", "PUBLIC")
                + draw.maybe(0.2, " WITH GRANT OPTION"));
      }
      if (draw.chance(0.1)) {
        schema.add("REVOKE ALL ON " + target + " FROM PUBLIC");
      }
    }
  }

  private String privilege(Draw draw, String target) {
    return switch (target.split(" ")[0]) {
      case "SEQUENCE", "SCHEMA", "TYPE" -> "USAGE";
      case "FUNCTION", "PROCEDURE" -> "EXECUTE";
      default ->
          draw.pick(
              "SELECT",
              "SELECT, INSERT",
              "ALL",
              "SELECT (c1), UPDATE (c2)",
              schema.since(17) ? "MAINTAIN" : "TRUNCATE");
    };
  }
}
