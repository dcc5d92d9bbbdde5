package dev.athanor.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.TestBundle;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an upgrade drops comes back with its downgrade. */
class KeptTest extends KeptRuns {
  /** Runs {@code setUp} beforehand, then {@code up}, {@code between}, and {@code down}. */
  private void upAndDown(String setUp, String up, String between, String... down) {
    target.execute(setUp);
    Bundle bundle = new TestBundle().revision("r1", up, down).build();
    target.upgrade(bundle);
    if (!between.isEmpty()) {
      target.execute(between);
    }
    target.downgrade(bundle, "base");
  }

  @Test
  void aTableComesBackWithItsRows() {
    upAndDown(
        "CREATE TABLE a (id serial PRIMARY KEY, name text NOT NULL); INSERT INTO a (name) VALUES"
            + " ('x'), ('y')",
        "DROP TABLE a",
        "",
        "CREATE TABLE a (id serial PRIMARY KEY, name text NOT NULL)");
    target.execute("INSERT INTO a (name) VALUES ('new')");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1,x)", "(2,y)", "(3,new)");
    assertThat(said.get(0)).startsWith("Kept the rows of public.a until 20");
    assertThat(said.get(1)).isEqualTo("Brought back 2 rows of public.a.");
    nothingIsLeft();
  }

  @Test
  void aColumnComesBackAndNewRowsStay() {
    upAndDown(
        "CREATE TABLE a (id int PRIMARY KEY, note text); INSERT INTO a VALUES (1, 'x'), (2, 'y'),"
            + " (3, NULL), (4, 'gone')",
        "ALTER TABLE a DROP COLUMN note",
        "INSERT INTO a VALUES (5); DELETE FROM a WHERE id = 4",
        "ALTER TABLE a ADD COLUMN note text DEFAULT 'none'");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1,x)", "(2,y)", "(3,)", "(5,none)");
    assertThat(said.get(0)).startsWith("Kept 4 values of public.a.note until 20");
    assertThat(said.get(1)).isEqualTo("Brought back 3 values of public.a.note.");
    nothingIsLeft();
  }

  @Test
  void convertedValuesComeBackWhereNobodyChangedThem() {
    upAndDown(
        "CREATE TABLE a (id int PRIMARY KEY, price numeric); INSERT INTO a VALUES (1, 1.25), (2,"
            + " 2.5), (3, 3)",
        "ALTER TABLE a ALTER COLUMN price TYPE int",
        "UPDATE a SET price = 99 WHERE id = 2; INSERT INTO a VALUES (4, 4)",
        "ALTER TABLE a ALTER COLUMN price TYPE numeric");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1,1.25)", "(2,99)", "(3,3)", "(4,4)");
    assertThat(said.get(0)).startsWith("Kept 2 values of public.a.price");
    nothingIsLeft();
  }

  @Test
  void anEnumValueThatWasTakenOutComesBack() {
    upAndDown(
        "CREATE TYPE mood AS ENUM ('ok', 'sad', 'fine'); CREATE TABLE a (id int PRIMARY KEY, m mood"
            + " DEFAULT 'ok'); INSERT INTO a VALUES (1, 'ok'), (2, 'sad'), (3, 'sad'), (4, 'fine')",
        "UPDATE a SET m = 'ok' WHERE m = 'sad';;ALTER TYPE mood RENAME TO mood_old;;CREATE TYPE mood"
            + " AS ENUM ('ok', 'fine');;ALTER TABLE a ALTER COLUMN m DROP DEFAULT, ALTER COLUMN m"
            + " TYPE mood USING m::text::mood;;DROP TYPE mood_old",
        "UPDATE a SET m = 'fine' WHERE id = 3",
        "ALTER TYPE mood RENAME TO mood_new",
        "CREATE TYPE mood AS ENUM ('ok', 'sad', 'fine')",
        "ALTER TABLE a ALTER COLUMN m TYPE mood USING m::text::mood",
        "DROP TYPE mood_new");
    assertThat(rows("SELECT * FROM a"))
        .containsExactly("(1,ok)", "(2,sad)", "(3,fine)", "(4,fine)");
    nothingIsLeft();
  }

  @Test
  void theTypeOfADroppedColumnMayGoWithIt() {
    upAndDown(
        "CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE TYPE pair AS (x int, y text); CREATE DOMAIN"
            + " nice AS text CHECK (VALUE <> ''); CREATE TABLE a (id int PRIMARY KEY, m mood, ms"
            + " mood[], p pair, d nice, b bytea); INSERT INTO a VALUES (1, 'sad', '{ok,sad}',"
            + " '(1,\"a,b\")', 'd', '\\x00ff'); CREATE TABLE b AS SELECT * FROM a",
        "ALTER TABLE a DROP COLUMN m, DROP COLUMN ms, DROP COLUMN p, DROP COLUMN d, DROP COLUMN"
            + " b;;DROP TABLE b;;DROP TYPE mood;;DROP TYPE pair;;DROP DOMAIN nice",
        "",
        "CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE TYPE pair AS (x int, y text); CREATE DOMAIN"
            + " nice AS text CHECK (VALUE <> '')",
        "ALTER TABLE a ADD COLUMN m mood, ADD COLUMN ms mood[], ADD COLUMN p pair, ADD COLUMN d"
            + " nice, ADD COLUMN b bytea; CREATE TABLE b AS SELECT * FROM a WITH NO DATA");
    String row = "(1,sad,\"{ok,sad}\",\"(1,\"\"a,b\"\")\",d,\"\\\\x00ff\")";
    assertThat(rows("SELECT * FROM a")).containsExactly(row);
    assertThat(rows("SELECT * FROM b")).containsExactly(row);
    nothingIsLeft();
  }

  @Test
  void withoutTheOptionNothingIsKept() {
    keep(target, Optional.empty());
    upAndDown("CREATE TABLE a AS SELECT 1 AS id", "DROP TABLE a", "", "CREATE TABLE a (id int)");
    assertThat(rows("SELECT * FROM a")).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void aColumnOfATableWithoutAKeyStopsTheChangeset() {
    target.execute("CREATE TABLE a AS SELECT 1 AS id, 'x' AS note");
    Bundle bundle =
        new TestBundle().revision("r1", "ALTER TABLE a DROP COLUMN note", "SELECT 1").build();
    AthanorException e = catchThrowableOfType(AthanorException.class, () -> target.upgrade(bundle));
    assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE);
    assertThat(e)
        .hasMessageContaining("public.a.note cannot be kept: the table has no primary key");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1,x)");
    assertThat(target.recorded()).isEmpty();
  }

  @Test
  void aConversionThatChangesNoValueNeedsNoKey() {
    upAndDown(
        "CREATE TABLE a AS SELECT 1 AS id, 2 AS n",
        "ALTER TABLE a ALTER COLUMN n TYPE bigint",
        "",
        "ALTER TABLE a ALTER COLUMN n TYPE int");
    assertThat(said).isEmpty();
    nothingIsLeft();
  }

  @Test
  void aTableIsPutAwayWithAllThatHangsOnIt() {
    target.execute(
        "CREATE ROLE reader_of_a_"
            + target.url.database()
            + ";"
            + "CREATE TABLE c (id int PRIMARY KEY); INSERT INTO c VALUES (1);"
            + "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s serial, c int"
            + " REFERENCES c, n int CHECK (n > 0) DEFAULT 7, twice int GENERATED ALWAYS AS (n * 2)"
            + " STORED); CREATE INDEX ON a (n); CREATE STATISTICS st ON c, n FROM a;"
            + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
            + "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();"
            + "CREATE RULE r AS ON DELETE TO a DO ALSO SELECT 1;"
            + "ALTER TABLE a ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON a USING (n > 0);"
            + "GRANT SELECT ON a TO reader_of_a_"
            + target.url.database()
            + ";"
            + "CREATE TABLE child (a bigint REFERENCES a);"
            + "INSERT INTO a (c, n) VALUES (1, 1), (1, 2)");
    Bundle bundle =
        new TestBundle()
            .revision(
                "r1",
                "DROP TABLE a CASCADE",
                "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s serial, c int"
                    + " REFERENCES c, n int CHECK (n > 0) DEFAULT 7, twice int GENERATED ALWAYS AS"
                    + " (n * 2) STORED)",
                "ALTER TABLE child ADD FOREIGN KEY (a) REFERENCES a")
            .build();
    long file =
        Long.parseLong(target.ask("SELECT relfilenode FROM pg_class WHERE oid = 'a'::regclass"));
    target.upgrade(bundle);
    assertThat(
            target.ask(
                "SELECT relfilenode FROM pg_class WHERE relnamespace = 'athanor_kept'::regnamespace"
                    + " AND relkind = 'r'"))
        .describedAs("moved, not copied")
        .isEqualTo(Long.toString(file));
    target.execute(
        "DROP TABLE c, child; DROP FUNCTION f(); DROP ROLE reader_of_a_"
            + target.url.database()
            + "; CREATE TABLE c AS SELECT 1 AS id; ALTER TABLE c ADD PRIMARY KEY (id);"
            + " CREATE TABLE child AS SELECT 2::bigint AS a");
    target.downgrade(bundle, "base");
    target.execute("INSERT INTO a (c) VALUES (1)");
    assertThat(rows("SELECT * FROM a"))
        .containsExactly("(1,1,1,1,2)", "(2,2,1,2,4)", "(3,3,1,7,14)");
    nothingIsLeft();
  }
}
