package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;
import java.util.List;

/** Views, materialized views and their indexes. */
final class RandomViews {
  private final RandomSchema schema;

  RandomViews(RandomSchema schema) {
    this.schema = schema;
  }

  void write() {
    for (String name : List.of("v1", "s2.v2", "\"V3\"")) {
      view(name);
    }
    materialized();
  }

  private void view(String name) {
    Draw draw = schema.slot("view " + name);
    if (!draw.chance(0.7)) {
      return;
    }
    String option = draw.pick("security_barrier", "security_invoker");
    String options = draw.maybe(0.2, " WITH (" + option + ")");
    schema.add(
        "CREATE VIEW "
            + name
            + (option.equals("security_invoker") && !schema.since(15) ? "" : options)
            + " AS "
            + draw.pick(
                "SELECT * FROM t1",
                "SELECT c1, c2 FROM t1 WHERE c3 IS NOT NULL",
                "SELECT c1, c2, c3 FROM t1",
                "SELECT c1 FROM t2",
                "SELECT a.c1, b.c2 FROM t1 a JOIN t2 b ON a.c2::text = b.c3::text",
                "SELECT c2, count(*) AS n FROM t2 GROUP BY c2",
                "SELECT * FROM v1",
                "WITH w AS (SELECT c1 FROM s2.t4) SELECT * FROM w",
                "WITH RECURSIVE r AS (SELECT 1 AS c1 UNION ALL SELECT c1 + 1 FROM r WHERE c1 < 5)"
                    + " SELECT c1 FROM r",
                "SELECT f1(c3) AS x FROM t2",
                "SELECT 'a'::e1 AS e, c4 FROM \"T 3\"",
                "SELECT a AS c1, at FROM pt",
                "SELECT c1, c2 FROM t5 UNION ALL SELECT c1, c3 FROM t5")
            + draw.maybe(0.15, draw.pick(" WITH LOCAL CHECK OPTION", " WITH CHECK OPTION")));
    schema.comment(draw, "VIEW " + name);
    schema.comment(draw, "COLUMN " + name + ".c1");
    if (draw.chance(0.1)) {
      schema.add("ALTER VIEW " + name + " ALTER COLUMN c1 SET DEFAULT NULL");
    }
  }

  private void materialized() {
    Draw draw = schema.slot("materialized");
    if (draw.chance(0.5)) {
      schema.add(
          "CREATE MATERIALIZED VIEW m1"
              + draw.maybe(0.2, " WITH (fillfactor = 70)")
              + " AS "
              + draw.pick("SELECT * FROM v1", "SELECT c1, c2 FROM t1", "SELECT c1 FROM t2"));
      schema.comment(draw, "MATERIALIZED VIEW m1");
      schema.comment(draw, "COLUMN m1.c1");
    }
    Draw index = schema.slot("materialized index");
    if (index.chance(0.6)) {
      schema.add("CREATE UNIQUE INDEX m1_i ON m1 (c1)" + index.maybe(0.3, " WHERE c1 IS NOT NULL"));
      if (index.chance(0.2)) {
        schema.add("ALTER MATERIALIZED VIEW m1 CLUSTER ON m1_i");
      }
    }
  }
}
