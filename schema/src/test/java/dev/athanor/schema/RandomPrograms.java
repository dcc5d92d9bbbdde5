package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;

/** Triggers, policies, rules, statistics, and sequences that a column owns. */
final class RandomPrograms {
  private final RandomSchema schema;

  RandomPrograms(RandomSchema schema) {
    this.schema = schema;
  }

  void write() {
    for (String table : RandomTables.TABLES) {
      triggers(table);
      policies(table);
      rules(table);
      statistics(table);
    }
    triggers("v1");
    rules("v1");
    triggers("pt");
    constraintTrigger();
    owned();
  }

  private void triggers(String table) {
    String name = RandomTables.plain(table) + "_g";
    Draw draw = schema.slot("trigger " + table);
    if (draw.chance(0.4)) {
      schema.add(
          "CREATE TRIGGER %s %s ON %s %s EXECUTE FUNCTION f2()"
              .formatted(name, event(draw), table, scope(draw)));
      if (draw.chance(0.3)) {
        String state = draw.pick("DISABLE", "ENABLE REPLICA", "ENABLE ALWAYS");
        schema.add("ALTER TABLE " + table + " " + state + " TRIGGER " + name);
      }
      schema.comment(draw, "TRIGGER " + name + " ON " + table);
    }
  }

  private static String event(Draw draw) {
    return draw.pick(
        "BEFORE INSERT",
        "AFTER UPDATE OF c2",
        "AFTER DELETE",
        "INSTEAD OF INSERT",
        "BEFORE INSERT OR UPDATE");
  }

  private static String scope(Draw draw) {
    String when = draw.maybe(0.3, "WHEN (NEW.c3 IS NOT NULL)");
    return draw.pick(
        "FOR EACH ROW " + when,
        "FOR EACH ROW " + when,
        "FOR EACH STATEMENT",
        "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT");
  }

  private void constraintTrigger() {
    Draw draw = schema.slot("constraint trigger");
    if (draw.chance(0.3)) {
      schema.add(
          "CREATE CONSTRAINT TRIGGER t2_c AFTER INSERT ON t2 DEFERRABLE"
              + draw.maybe(0.5, " INITIALLY DEFERRED")
              + " FOR EACH ROW EXECUTE FUNCTION f2()");
    }
  }

  private void owned() {
    Draw draw = schema.slot("owned");
    if (draw.chance(0.3)) {
      schema.add("ALTER SEQUENCE q1 OWNED BY " + draw.pick("t1.c1", "t1.c2", "t2.c3", "pt.a"));
    }
  }

  private void policies(String table) {
    String name = RandomTables.plain(table) + "_p";
    Draw draw = schema.slot("policy " + table);
    if (draw.chance(0.3)) {
      String command = draw.pick("", "FOR UPDATE", "FOR SELECT", "FOR INSERT", "FOR DELETE");
      String using = " USING (" + draw.pick("c2 IS NOT NULL", "c3 > 4", "c4 = 'a'", "true") + ")";
      String check = " WITH CHECK (c1 IS NOT NULL)";
      schema.add(
          "CREATE POLICY %s ON %s %s %s %s%s%s"
              .formatted(
                  name,
                  table,
                  draw.maybe(0.3, "AS RESTRICTIVE"),
                  command,
                  draw.pick("", "TO role_a", "TO role_a, \"Role B\""),
                  command.equals("FOR INSERT") ? "" : using,
                  command.equals("FOR INSERT") ? check : draw.maybe(0.3, check)));
      schema.comment(draw, "POLICY " + name + " ON " + table);
    }
  }

  private void rules(String table) {
    String name = RandomTables.plain(table) + "_r";
    Draw draw = schema.slot("rule " + table);
    if (draw.chance(0.15)) {
      // On t5 itself this would make every DELETE recur without end, and functions that have one.
      String also = table.equals("t5") ? "INSTEAD NOTHING" : "ALSO DELETE FROM t5";
      schema.add(
          "CREATE RULE %s AS ON %s TO %s %sDO %s"
              .formatted(
                  name,
                  draw.pick("INSERT", "DELETE"),
                  table,
                  draw.maybe(0.4, "WHERE " + draw.pick("NEW", "OLD") + ".c2 IS NULL "),
                  draw.pick("INSTEAD NOTHING", "INSTEAD NOTHING", also)));
      if (draw.chance(0.2)) {
        schema.add("ALTER TABLE " + table + " DISABLE RULE " + name);
      }
      schema.comment(draw, "RULE " + name + " ON " + table);
    }
  }

  private void statistics(String table) {
    String name = RandomTables.plain(table) + "_s";
    Draw draw = schema.slot("statistics " + table);
    if (draw.chance(0.25)) {
      schema.add(
          "CREATE STATISTICS "
              + name
              + draw.maybe(0.4, draw.pick(" (dependencies)", " (ndistinct, mcv)"))
              + " ON "
              + draw.pick("c2, c3", "c3, c4", schema.since(14) ? "(lower(c2)), c3" : "c1, c3")
              + " FROM "
              + table);
      if (draw.chance(0.3)) {
        schema.add("ALTER STATISTICS " + name + " SET STATISTICS 50");
      }
      schema.comment(draw, "STATISTICS " + name);
    }
  }
}
