package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;
import java.util.List;

/** Views, triggers, policies, rules, statistics, grants, and functions that need tables. */
final class RandomPrograms {
  private final RandomSchema schema;

  RandomPrograms(RandomSchema schema) {
    this.schema = schema;
  }

  void write() {
    functions();
    views();
    for (String table : RandomTables.TABLES) {
      programs(table);
    }
    programs("v1");
    grants();
  }

  private void functions() {
    Draw draw = schema.slot("f5");
    if (draw.chance(0.5)) {
      schema.add("CREATE FUNCTION f5(r t1) RETURNS text LANGUAGE sql AS 'SELECT $1.c1::text'");
    }
    Draw rows = schema.slot("f6");
    if (rows.chance(0.4)) {
      schema.add(
          "CREATE FUNCTION f6() RETURNS SETOF "
              + rows.pick(
                  "t2 LANGUAGE sql AS 'SELECT * FROM t2'",
                  "text LANGUAGE sql BEGIN ATOMIC SELECT c2::text FROM t2; END"));
    }
    Draw table = schema.slot("f7");
    if (table.chance(0.4)) {
      schema.add(
          "CREATE FUNCTION f7() RETURNS TABLE (a text, b integer) LANGUAGE sql AS $$ SELECT c2::text,"
              + " 1 FROM t1 $$");
    }
  }

  private void views() {
    for (String name : List.of("v1", "s2.v2", "\"V3\"")) {
      Draw draw = schema.slot("view " + name);
      if (draw.chance(0.7)) {
        schema.add(
            "CREATE VIEW "
                + name
                + draw.maybe(0.2, " WITH (security_barrier)")
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
                    "SELECT f1(c3) AS x FROM t2",
                    "SELECT 'a'::e1 AS e, c4 FROM \"T 3\"",
                    "SELECT c1, c2 FROM t5 UNION ALL SELECT c1, c3 FROM t5")
                + draw.maybe(0.1, " WITH LOCAL CHECK OPTION"));
        schema.comment(draw, "VIEW " + name);
        schema.comment(draw, "COLUMN " + name + ".c1");
      }
    }
    Draw draw = schema.slot("materialized");
    if (draw.chance(0.5)) {
      schema.add(
          "CREATE MATERIALIZED VIEW m1 AS "
              + draw.pick("SELECT * FROM v1", "SELECT c1, c2 FROM t1", "SELECT c1 FROM t2"));
      schema.comment(draw, "MATERIALIZED VIEW m1");
    }
    Draw index = schema.slot("materialized index");
    if (index.chance(0.6)) {
      schema.add("CREATE UNIQUE INDEX m1_i ON m1 (c1)" + index.maybe(0.3, " WHERE c1 IS NOT NULL"));
    }
  }

  private void programs(String table) {
    String name = RandomTables.plain(table);
    Draw trigger = schema.slot("trigger " + table);
    if (trigger.chance(0.4)) {
      schema.add(
          "CREATE TRIGGER %s_g %s ON %s FOR EACH ROW %s EXECUTE FUNCTION f2()"
              .formatted(
                  name,
                  trigger.pick(
                      "BEFORE INSERT",
                      "AFTER UPDATE OF c2",
                      "INSTEAD OF INSERT",
                      "BEFORE INSERT OR UPDATE"),
                  table,
                  trigger.maybe(0.3, "WHEN (NEW.c3 IS NOT NULL)")));
      if (trigger.chance(0.2)) {
        schema.add("ALTER TABLE " + table + " DISABLE TRIGGER " + name + "_g");
      }
      schema.comment(trigger, "TRIGGER " + name + "_g ON " + table);
    }
    Draw policy = schema.slot("policy " + table);
    if (policy.chance(0.3)) {
      schema.add(
          "CREATE POLICY %s_p ON %s %s %s %s USING (%s)%s"
              .formatted(
                  name,
                  table,
                  policy.maybe(0.3, "AS RESTRICTIVE"),
                  policy.pick("", "FOR UPDATE", "FOR SELECT"),
                  policy.pick("", "TO role_a", "TO role_a, \"Role B\""),
                  policy.pick("c2 IS NOT NULL", "c3 > 4", "c4 = 'a'", "true"),
                  policy.maybe(0.3, " WITH CHECK (c1 IS NOT NULL)")));
      schema.comment(policy, "POLICY " + name + "_p ON " + table);
    }
    Draw rule = schema.slot("rule " + table);
    if (rule.chance(0.15)) {
      schema.add(
          "CREATE RULE %s_r AS ON %s TO %s %sDO INSTEAD NOTHING"
              .formatted(
                  name,
                  rule.pick("INSERT", "DELETE"),
                  table,
                  rule.maybe(0.4, "WHERE " + rule.pick("NEW", "OLD") + ".c2 IS NULL ")));
      schema.comment(rule, "RULE " + name + "_r ON " + table);
    }
    Draw statistics = schema.slot("statistics " + table);
    if (statistics.chance(0.25)) {
      schema.add(
          "CREATE STATISTICS "
              + name
              + "_s"
              + statistics.maybe(0.4, " (dependencies)")
              + " ON "
              + statistics.pick("c2, c3", "c3, c4", "(lower(c2)), c3")
              + " FROM "
              + table);
      if (statistics.chance(0.3)) {
        schema.add("ALTER STATISTICS " + name + "_s SET STATISTICS 50");
      }
      schema.comment(statistics, "STATISTICS " + name + "_s");
    }
  }

  private void grants() {
    for (String target :
        List.of(
            "t1", "v1", "s2.t4", "SEQUENCE q1", "FUNCTION f1(integer)", "SCHEMA s2", "TYPE e1")) {
      Draw draw = schema.slot("grant " + target);
      if (draw.chance(0.3)) {
        String privilege =
            switch (target.split(" ")[0]) {
              case "SEQUENCE", "SCHEMA", "TYPE" -> "USAGE";
              case "FUNCTION" -> "EXECUTE";
              default -> draw.pick("SELECT", "SELECT, INSERT", "ALL", "SELECT (c1), UPDATE (c2)");
            };
        schema.add(
            "GRANT "
                + privilege
                + " ON "
                + target
                + " TO "
                + draw.pick("role_a", "\"Role B\"", "PUBLIC")
                + draw.maybe(0.2, " WITH GRANT OPTION"));
      }
      if (draw.chance(0.1) && target.startsWith("FUNCTION")) {
        schema.add("REVOKE EXECUTE ON " + target + " FROM PUBLIC");
      }
    }
  }
}
