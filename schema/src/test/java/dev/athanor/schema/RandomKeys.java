package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;

/** Foreign keys: from any table to any, itself included; of several columns; of periods. */
final class RandomKeys {
  private final RandomSchema schema;

  RandomKeys(RandomSchema schema) {
    this.schema = schema;
  }

  void write() {
    RandomTables.TABLES.forEach(this::single);
    composite();
    if (schema.since(18)) {
      temporal();
    }
  }

  private void single(String table) {
    for (int i = 0; i < 2; i++) {
      Draw draw = schema.slot("foreign " + i + table);
      if (draw.chance(0.5)) {
        String name = RandomTables.plain(table) + "_f" + i;
        schema.add(
            "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s"
                    .formatted(
                        table,
                        name,
                        draw.pick("c1", "c2", "c3", "c4"),
                        draw.pick(RandomTables.TABLES.toArray(String[]::new)))
                + actions(draw)
                + draw.maybe(0.2, " DEFERRABLE" + draw.maybe(0.7, " INITIALLY DEFERRED"))
                + unproven(draw));
        schema.comment(draw, "CONSTRAINT " + name + " ON " + table);
      }
    }
  }

  private static String actions(Draw draw) {
    return draw.maybe(
            0.5,
            draw.pick(
                " ON DELETE CASCADE",
                " ON DELETE SET NULL",
                " ON DELETE RESTRICT",
                " ON DELETE SET DEFAULT"))
        + draw.maybe(0.2, draw.pick(" ON UPDATE CASCADE", " ON UPDATE RESTRICT"));
  }

  /** Not checked yet, or (PostgreSQL 18) never to be. */
  private String unproven(Draw draw) {
    String enforced = draw.maybe(0.15, " NOT ENFORCED");
    String valid = draw.maybe(0.15, " NOT VALID");
    return schema.since(18) && !enforced.isEmpty() ? enforced : valid;
  }

  private void composite() {
    Draw draw = schema.slot("composite key");
    if (draw.chance(0.4)) {
      schema.add("CREATE TABLE pair (a integer, b " + draw.pick("text", "varchar(9)") + ")");
      schema.add("ALTER TABLE pair ADD CONSTRAINT pair_u UNIQUE (a, b)");
      schema.add("CREATE TABLE pair_ref (x integer, y text, z integer)");
      String columns = schema.since(15) ? draw.pick("", " (y)") : "";
      schema.add(
          "ALTER TABLE pair_ref ADD CONSTRAINT pair_ref_f FOREIGN KEY (x, y) REFERENCES pair (a, b)"
              + draw.pick(" MATCH FULL", " ON DELETE SET NULL" + columns, ""));
    }
  }

  private void temporal() {
    Draw draw = schema.slot("temporal key");
    if (draw.chance(0.5)) {
      schema.add("CREATE TABLE tt (id int4range, at " + draw.pick("daterange", "tsrange") + ")");
      schema.add(
          "ALTER TABLE tt ADD CONSTRAINT tt_k "
              + draw.pick("PRIMARY KEY", "UNIQUE")
              + " (id, at WITHOUT OVERLAPS)"
              + draw.maybe(0.2, " DEFERRABLE"));
      schema.add("CREATE TABLE tt_ref (id int4range, at daterange)");
      if (draw.chance(0.7)) {
        schema.add(
            "ALTER TABLE tt_ref ADD CONSTRAINT tt_ref_f FOREIGN KEY (id, PERIOD at)"
                + " REFERENCES tt (id, PERIOD at)");
      }
    }
  }
}
