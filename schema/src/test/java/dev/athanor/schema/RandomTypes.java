package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Schemas, extensions, types, casts and sequences. */
final class RandomTypes {
  private final RandomSchema schema;

  RandomTypes(RandomSchema schema) {
    this.schema = schema;
  }

  void write() {
    Draw namespace = schema.slot("schema");
    if (namespace.chance(0.8)) {
      schema.add("CREATE SCHEMA s2");
      schema.comment(namespace, "SCHEMA s2");
    }
    for (String extension : List.of("citext", "btree_gist")) {
      Draw draw = schema.slot(extension);
      if (draw.chance(0.3)) {
        schema.add("CREATE EXTENSION " + extension + draw.maybe(0.2, " SCHEMA s2"));
        schema.comment(draw, "EXTENSION " + extension);
      }
    }
    collation();
    enums();
    domains();
    composites();
    range();
    sequences();
    casts();
  }

  private void range() {
    Draw draw = schema.slot("range");
    if (draw.chance(0.3)) {
      String parameters =
          draw.pick(
              "integer",
              "text",
              "numeric",
              "text, collation = \"C\"",
              "float8, subtype_diff = float8mi");
      String multirange = draw.maybe(0.3, ", multirange_type_name = mr1");
      schema.add(
          "CREATE TYPE r1 AS RANGE (subtype = "
              + parameters
              + (schema.since(14) ? multirange : "")
              + ")");
      schema.comment(draw, "TYPE r1");
    }
  }

  private void casts() {
    Draw draw = schema.slot("cast");
    if (draw.chance(0.3)) {
      schema.add("CREATE CAST (text AS e1) WITH INOUT" + draw.pick("", " AS ASSIGNMENT"));
      schema.comment(draw, "CAST (text AS e1)");
    }
    Draw function = schema.slot("cast by function");
    if (function.chance(0.2)) {
      schema.add(
          "CREATE FUNCTION to_k1(integer) RETURNS k1 LANGUAGE sql IMMUTABLE AS 'SELECT NULL::k1'");
      schema.add(
          "CREATE CAST (integer AS k1) WITH FUNCTION to_k1(integer)"
              + function.pick("", " AS IMPLICIT"));
    }
  }

  private void collation() {
    Draw draw = schema.slot("collation");
    if (draw.chance(0.3)) {
      schema.add(
          "CREATE COLLATION x1 ("
              + draw.pick(
                  "locale = 'C'",
                  "provider = icu, locale = 'de'",
                  "provider = icu, locale = 'und', deterministic = false",
                  schema.since(17) ? "provider = builtin, locale = 'C.UTF-8'" : "locale = 'POSIX'")
              + ")");
      schema.comment(draw, "COLLATION x1");
    }
  }

  private void enums() {
    for (String name : List.of("e1", "\"E 2\"", "s2.e3")) {
      Draw draw = schema.slot("enum " + name);
      if (draw.chance(0.7)) {
        List<String> labels =
            new ArrayList<>(draw.some("'a'", "'b'", "'c''d'", "'e'", "'f'", "'g'"));
        if (draw.chance(0.2)) {
          Collections.shuffle(labels, draw.random());
        }
        schema.add("CREATE TYPE " + name + " AS ENUM (" + String.join(", ", labels) + ")");
        schema.comment(draw, "TYPE " + name);
      }
    }
  }

  private void domains() {
    for (String name : List.of("d1", "s2.d2")) {
      Draw draw = schema.slot("domain " + name);
      if (draw.chance(0.6)) {
        boolean text = draw.chance(0.5);
        schema.add(
            "CREATE DOMAIN "
                + name
                + " AS "
                + (text
                    ? draw.pick("text", "varchar(20)", "text COLLATE \"C\"")
                    : draw.pick("integer", "numeric(10,2)", "e1"))
                + draw.maybe(0.3, text ? " DEFAULT 'x'" : " DEFAULT 7")
                + draw.maybe(0.2, " NOT NULL")
                + draw.maybe(0.4, text ? " CHECK (VALUE <> 'bad')" : " CHECK (VALUE > 0)")
                + draw.maybe(
                    0.3,
                    text ? " CONSTRAINT len CHECK (length(VALUE) > 1)" : " CHECK (VALUE < 9)"));
        schema.comment(draw, "DOMAIN " + name);
        schema.comment(draw, "CONSTRAINT len ON DOMAIN " + name);
      }
    }
  }

  private void composites() {
    Draw draw = schema.slot("composite");
    if (draw.chance(0.6)) {
      List<String> attributes =
          draw.some("a integer", "b text", "c e1", "d d1", "\"E\" date", "f text COLLATE \"C\"");
      schema.add("CREATE TYPE k1 AS (" + String.join(", ", attributes) + ")");
      schema.comment(draw, "TYPE k1");
      schema.comment(draw, "COLUMN k1.a");
    }
  }

  private void sequences() {
    for (String name : List.of("q1", "s2.q2")) {
      Draw draw = schema.slot("sequence " + name);
      if (draw.chance(0.6)) {
        String unlogged = draw.maybe(0.15, "UNLOGGED ");
        schema.add(
            "CREATE "
                + (schema.since(15) ? unlogged : "")
                + "SEQUENCE "
                + name
                + draw.maybe(0.3, draw.pick(" AS integer", " AS smallint"))
                + draw.maybe(0.3, " INCREMENT " + draw.pick("2", "-1"))
                + draw.maybe(0.2, " MAXVALUE 5000")
                + draw.maybe(0.2, " MINVALUE -20")
                + draw.maybe(0.2, " CACHE 10")
                + draw.maybe(0.2, " CYCLE"));
        schema.comment(draw, "SEQUENCE " + name);
      }
    }
  }
}
