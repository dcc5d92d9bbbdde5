package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;

/** Partitioned tables of each kind, and tables that inherit. */
final class RandomPartitions {
  private final RandomSchema schema;
  private final RandomColumns columns;

  RandomPartitions(RandomSchema schema) {
    this.schema = schema;
    this.columns = new RandomColumns(schema);
  }

  void write() {
    if (schema.slot("partitioned").chance(0.6)) {
      byRange();
      restOfRange();
      onPartitioned();
    }
    if (schema.slot("partitioned by list").chance(0.4)) {
      byListAndHash();
    }
    children();
  }

  private void byRange() {
    schema.add("CREATE TABLE pt (a integer, at date) PARTITION BY RANGE (at)");
    columns.add("pt", "c2");
    columns.add("pt", "c3");
    for (int year = 2020; year < 2024; year++) {
      Draw part = schema.slot("part " + year);
      String name = "pt_" + year;
      String bound = part.maybe(0.3, "-06-01");
      if (part.chance(0.6)) {
        schema.add(
            "CREATE TABLE %s PARTITION OF pt FOR VALUES FROM ('%d%s') TO ('%d-01-01')"
                .formatted(name, year, bound.isEmpty() ? "-01-01" : bound, year + 1));
        schema.comment(part, "TABLE " + name);
        if (part.chance(0.2)) {
          schema.add("CREATE INDEX i_" + name + " ON " + name + " (a, at)");
        }
        if (part.chance(0.2)) {
          schema.add("ALTER TABLE " + name + " ALTER a SET DEFAULT " + part.upTo(9));
        }
      } else if (part.chance(0.3)) {
        schema.add("CREATE TABLE " + name + " (a integer, at date)");
      }
    }
  }

  private void restOfRange() {
    Draw rest = schema.slot("part default");
    if (rest.chance(0.3)) {
      schema.add(
          "CREATE TABLE pt_rest PARTITION OF pt DEFAULT"
              + rest.maybe(0.3, " PARTITION BY LIST (a)"));
      if (rest.chance(0.5)) {
        schema.add("CREATE TABLE pt_rest_1 PARTITION OF pt_rest FOR VALUES IN (1, 2)");
      }
    }
  }

  private void onPartitioned() {
    Draw draw = schema.slot("on partitioned");
    if (draw.chance(0.5)) {
      schema.add("ALTER TABLE pt ADD PRIMARY KEY (a, at)");
    }
    if (draw.chance(0.5)) {
      schema.add("CREATE INDEX pt_a ON pt (a DESC)");
    }
    if (draw.chance(0.3)) {
      schema.add("ALTER TABLE pt ADD CONSTRAINT pt_k CHECK (a > " + draw.upTo(3) + ")");
    }
    if (draw.chance(0.3)) {
      schema.add("CREATE TABLE pt_ref (a integer, at date)");
      schema.add("ALTER TABLE pt_ref ADD CONSTRAINT pt_ref_f FOREIGN KEY (a, at) REFERENCES pt");
    }
  }

  private void byListAndHash() {
    Draw draw = schema.slot("list and hash");
    schema.add(
        "CREATE TABLE pl (k text, n integer"
            + draw.maybe(0.5, " NOT NULL")
            + ") PARTITION BY LIST "
            + draw.pick("(k)", "(lower(k))"));
    schema.add(
        "CREATE TABLE pl_a PARTITION OF pl FOR VALUES IN (" + draw.pick("'a'", "'a', 'b'") + ")");
    schema.add("CREATE TABLE pl_rest PARTITION OF pl DEFAULT PARTITION BY HASH (n)");
    for (int i = 0; i < 2; i++) {
      if (schema.slot("hash " + i).chance(0.7)) {
        schema.add(
            "CREATE TABLE pl_h%d PARTITION OF pl_rest FOR VALUES WITH (MODULUS 2, REMAINDER %d)"
                .formatted(i, i));
      }
    }
    if (draw.chance(0.3)) {
      schema.add("CREATE INDEX pl_n ON pl (n)");
    }
  }

  private void children() {
    Draw draw = schema.slot("child");
    if (draw.chance(0.4)) {
      // A table that gets under another parent keeps its columns as its own too, and pg_dump says
      // so.
      String parents = schema.common("parents").maybe(0.2, ", t5");
      schema.add("CREATE TABLE child (own integer) INHERITS (t1" + parents + ")");
      columns.add("child", "c9");
    }
  }
}
