package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Schemas, extensions, types, sequences and the functions that tables need. */
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
      }
    }
    collation();
    enums();
    domains();
    composites();
    Draw range = schema.slot("range");
    if (range.chance(0.3)) {
      schema.add(
          "CREATE TYPE r1 AS RANGE (subtype = " + range.pick("integer", "text", "numeric") + ")");
      schema.comment(range, "TYPE r1");
    }
    sequences();
    functions();
    Draw cast = schema.slot("cast");
    if (cast.chance(0.3)) {
      schema.add("CREATE CAST (text AS e1) WITH INOUT" + cast.pick("", " AS ASSIGNMENT"));
    }
  }

  private void collation() {
    Draw draw = schema.slot("collation");
    if (draw.chance(0.3)) {
      schema.add(
          "CREATE COLLATION x1 ("
              + draw.pick("locale = 'C'", "provider = icu, locale = 'de'")
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
      }
    }
  }

  private void composites() {
    Draw draw = schema.slot("composite");
    if (draw.chance(0.6)) {
      List<String> attributes = draw.some("a integer", "b text", "c e1", "d d1", "\"E\" date");
      schema.add("CREATE TYPE k1 AS (" + String.join(", ", attributes) + ")");
      schema.comment(draw, "TYPE k1");
    }
  }

  private void sequences() {
    for (String name : List.of("q1", "s2.q2")) {
      Draw draw = schema.slot("sequence " + name);
      if (draw.chance(0.6)) {
        schema.add(
            "CREATE SEQUENCE "
                + name
                + draw.maybe(0.3, " AS integer")
                + draw.maybe(0.3, " INCREMENT " + draw.pick("2", "-1"))
                + draw.maybe(0.2, " MAXVALUE 5000")
                + draw.maybe(0.2, " CACHE 10")
                + draw.maybe(0.2, " CYCLE"));
        schema.comment(draw, "SEQUENCE " + name);
      }
    }
  }

  private void functions() {
    Draw one = schema.slot("f1");
    if (one.chance(0.8)) {
      String argument = one.pick("n", "m");
      schema.add(
          "CREATE FUNCTION f1(%s integer%s) RETURNS %s LANGUAGE sql IMMUTABLE AS 'SELECT $1 + %d'"
              .formatted(
                  argument,
                  one.maybe(0.3, " DEFAULT 3"),
                  one.pick("integer", "integer", "bigint"),
                  one.upTo(3)));
      schema.comment(one, "FUNCTION f1(integer)");
    }
    Draw two = schema.slot("f2");
    if (two.chance(0.7)) {
      schema.add(
          "CREATE FUNCTION f2() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN "
              + two.pick("NEW", "NULL")
              + "; END $$");
    }
    Draw three = schema.slot("f3");
    if (three.chance(0.6)) {
      schema.add(
          "CREATE FUNCTION f3(x e1, y text DEFAULT 'z') RETURNS text LANGUAGE sql"
              + three.pick(" STABLE", " IMMUTABLE STRICT", "")
              + " AS $$ SELECT x::text || y $$");
    }
    Draw four = schema.slot("f4");
    if (four.chance(0.5)) {
      schema.add(
          "CREATE FUNCTION s2.f4() RETURNS integer LANGUAGE sql "
              + four.pick("RETURN 42", "RETURN 43", "AS 'SELECT f1(1)::integer'", "RETURN f1(1)"));
    }
    Draw procedure = schema.slot("p1");
    if (procedure.chance(0.4)) {
      schema.add(
          "CREATE PROCEDURE p1(INOUT a integer"
              + procedure.maybe(0.4, ", b text")
              + ") LANGUAGE plpgsql AS $$ BEGIN a := 1; END $$");
      schema.comment(procedure, "PROCEDURE p1");
    }
  }
}
