package dev.athanor.schema;

import dev.athanor.schema.RandomSchema.Draw;

/** Functions and procedures: those that tables need, and those that need tables. */
final class RandomFunctions {
  private final RandomSchema schema;

  RandomFunctions(RandomSchema schema) {
    this.schema = schema;
  }

  void forTables() {
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
      String body =
          four.pick("RETURN 42", "RETURN 43", "AS 'SELECT f1(1)::integer'", "RETURN f1(1)");
      schema.add("CREATE FUNCTION s2.f4() RETURNS integer LANGUAGE sql " + body);
    }
    kinds();
  }

  /** Overloads, modes of arguments, settings; procedures. */
  private void kinds() {
    Draw overload = schema.slot("f1 overload");
    if (overload.chance(0.3)) {
      schema.add(
          "CREATE FUNCTION f1(a text, VARIADIC b text[]) RETURNS text LANGUAGE sql"
              + overload.pick("", " SECURITY DEFINER SET search_path = public", " COST 7")
              + overload.pick("", " PARALLEL SAFE")
              + " AS 'SELECT $1'");
    }
    Draw out = schema.slot("f8");
    if (out.chance(0.3)) {
      schema.add(
          "CREATE FUNCTION f8(IN a integer, OUT b integer, OUT c "
              + out.pick("text", "e1")
              + ") LANGUAGE sql AS 'SELECT 1, NULL'");
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

  void onTables() {
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
    Draw procedure = schema.slot("p2");
    if (procedure.chance(0.3)) {
      schema.add(
          "CREATE PROCEDURE p2(a t5) LANGUAGE sql "
              + procedure.pick("AS 'DELETE FROM t5'", "BEGIN ATOMIC DELETE FROM t5; END"));
    }
  }
}
