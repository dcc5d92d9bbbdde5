package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;

/** Constraints of one table, and indexes. */
final class RandomConstraints {
  private final RandomSchema schema;

  RandomConstraints(RandomSchema schema) {
    this.schema = schema;
  }

  void write() {
    for (String table : RandomTables.TABLES) {
      primaryKey(table);
      unique(table);
      checks(table);
      exclusion(table);
      indexes(table);
      cluster(table);
    }
  }

  private void primaryKey(String table) {
    Draw draw = schema.slot("primary " + table);
    if (draw.chance(0.7)) {
      String name = RandomTables.plain(table) + "_pk";
      schema.add(add(table, name) + "PRIMARY KEY (" + draw.pick("c1", "c1", "c1", "c1, c2") + ")");
      schema.comment(draw, "CONSTRAINT " + name + " ON " + table);
      schema.comment(draw, "INDEX " + RandomTables.beside(table, name));
      if (draw.chance(0.15)) {
        schema.add("ALTER TABLE " + table + " REPLICA IDENTITY USING INDEX " + name);
      }
    }
  }

  private void unique(String table) {
    Draw draw = schema.slot("unique " + table);
    if (draw.chance(0.4)) {
      String name = RandomTables.plain(table) + "_u";
      schema.add(
          add(table, name)
              + "UNIQUE "
              + distinct(draw)
              + draw.pick("(c2)", "(c3, c2)", "(c4)", "(c1, \"order\")")
              + draw.maybe(0.2, " INCLUDE (c6)")
              + draw.maybe(0.2, " WITH (fillfactor = 80)")
              + draw.maybe(0.2, " DEFERRABLE" + draw.maybe(0.5, " INITIALLY DEFERRED")));
      schema.comment(draw, "CONSTRAINT " + name + " ON " + table);
    }
  }

  private String distinct(Draw draw) {
    String text = draw.maybe(0.2, "NULLS NOT DISTINCT ");
    return schema.since(15) ? text : "";
  }

  private void checks(String table) {
    for (int i = 0; i < 2; i++) {
      Draw draw = schema.slot("check " + i + table);
      if (draw.chance(0.4)) {
        String name = RandomTables.plain(table) + "_k" + i;
        String condition =
            draw.pick(
                "c2 > c3",
                "c2 <> 'a'",
                "c3 > 0",
                "c4 = 'b'",
                "length(c6) > 2",
                "f1(c7) > 1",
                "c3 IN ('a', 'b')",
                "c2 IS NOT NULL OR c3 IS NULL",
                "c1 > 0");
        schema.add(
            add(table, name)
                + "CHECK ("
                + condition
                + ")"
                + draw.maybe(0.2, " NO INHERIT")
                + unproven(draw));
        schema.comment(draw, "CONSTRAINT " + name + " ON " + table);
      }
    }
  }

  /** Not checked yet, or (PostgreSQL 18) never to be. */
  private String unproven(Draw draw) {
    String enforced = draw.maybe(0.2, " NOT ENFORCED");
    String valid = draw.maybe(0.2, " NOT VALID");
    return schema.since(18) && !enforced.isEmpty() ? enforced : valid;
  }

  private void exclusion(String table) {
    Draw draw = schema.slot("exclusion " + table);
    if (draw.chance(0.25)) {
      String name = RandomTables.plain(table) + "_x";
      schema.add(
          add(table, name)
              + "EXCLUDE USING "
              + draw.pick("gist (c2 WITH &&)", "gist (c3 WITH =, c4 WITH &&)", "btree (c3 WITH =)")
              + draw.maybe(0.3, " WHERE (c1 IS NOT NULL)")
              + draw.maybe(0.2, " DEFERRABLE"));
      schema.comment(draw, "CONSTRAINT " + name + " ON " + table);
    }
  }

  private void indexes(String table) {
    for (int i = 0; i < 3; i++) {
      Draw draw = schema.slot("index " + i + table);
      if (draw.chance(0.45)) {
        String name = RandomTables.plain(table) + "_i" + i;
        String unique = draw.maybe(0.2, "UNIQUE ");
        String distinct = distinct(draw);
        schema.add(
            "CREATE "
                + unique
                + "INDEX "
                + name
                + " ON "
                + table
                + keys(draw)
                + draw.maybe(0.2, " INCLUDE (c7)")
                + (unique.isEmpty() || distinct.isEmpty() ? "" : " NULLS NOT DISTINCT")
                + draw.maybe(0.2, " WITH (fillfactor = 60)")
                + draw.maybe(
                    0.25, draw.pick(" WHERE c2 IS NOT NULL", " WHERE c3 > 3", " WHERE c4 = 'a'")));
        schema.comment(draw, "INDEX " + RandomTables.beside(table, name));
        if (draw.chance(0.2)) {
          schema.add(
              "ALTER INDEX "
                  + RandomTables.beside(table, name)
                  + " ALTER COLUMN 1 SET STATISTICS "
                  + draw.pick("50", "500"));
        }
      }
    }
  }

  private void cluster(String table) {
    Draw draw = schema.slot("cluster " + table);
    if (draw.chance(0.15)) {
      String index = RandomTables.plain(table) + draw.pick("_pk", "_i0", "_i1");
      schema.add("ALTER TABLE " + table + " CLUSTER ON " + index);
    }
  }

  private static String keys(Draw draw) {
    return draw.pick(
        " (c2)",
        " (c3 DESC NULLS LAST, c4)",
        " (lower(c2))",
        " (c4 text_pattern_ops)",
        " USING gin (c6)",
        " USING gin (c6 jsonb_path_ops)",
        " USING hash (c3)",
        " USING brin (c7) WITH (pages_per_range = 16)",
        " USING spgist (c7)",
        " (f1(c3))",
        " (c2 COLLATE \"C\")",
        " (\"order\")");
  }

  private static String add(String table, String name) {
    return "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " ";
  }
}
