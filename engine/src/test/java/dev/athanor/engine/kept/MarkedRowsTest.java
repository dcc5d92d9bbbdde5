package dev.athanor.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.TestBundle;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The old rows of a data migration that is marked come back with its downgrade. */
class MarkedRowsTest extends KeptRuns {
  private static final String PEOPLE =
      "CREATE TABLE a (id int PRIMARY KEY, name text, amount numeric); INSERT INTO a VALUES (1, 'x',"
          + " 1.25), (2, 'y', 2.50), (3, NULL, 3), (4, 'z', 4)";

  private static Bundle bundle(String marked, String up, String... down) {
    String[] tables = marked.isEmpty() ? new String[0] : marked.split(",");
    return new TestBundle().revision("r1", up, down).with(edit -> edit.keeps(tables)).build();
  }

  private void upAndDown(String setUp, String marked, String up, String between, String... down) {
    target.execute(setUp);
    Bundle bundle = bundle(marked, up, down);
    target.upgrade(bundle);
    if (!between.isEmpty()) {
      target.execute(between);
    }
    target.downgrade(bundle, "base");
  }

  @Test
  void deletedRowsAndOldValuesComeBackAndNewOnesStay() {
    upAndDown(
        PEOPLE,
        "a",
        "UPDATE a SET name = 'none' WHERE id > 1;;DELETE FROM a WHERE id = 4",
        "INSERT INTO a VALUES (5, 'new', 5); UPDATE a SET amount = 20 WHERE id = 2; UPDATE a SET name"
            + " = 'app' WHERE id = 3",
        "SELECT 1");
    assertThat(rows("SELECT * FROM a"))
        .containsExactly("(1,x,1.25)", "(2,y,20)", "(3,app,3)", "(4,z,4)", "(5,new,5)");
    assertThat(said).hasSize(4);
    assertThat(said.get(0)).startsWith("Kept 1 row of public.a until 20");
    assertThat(said.get(1)).startsWith("Kept 2 values of public.a.name until 20");
    assertThat(said.subList(2, 4))
        .containsExactlyInAnyOrder(
            "Brought back 1 row of public.a.", "Brought back 1 value of public.a.name.");
    nothingIsLeft();
  }

  /** What the undo works out again is exact for rows that nobody has touched. */
  @Test
  void exactValuesComeBehindTheUndosOwn() {
    upAndDown(
        PEOPLE,
        "a",
        "UPDATE a SET amount = round(amount * 2)",
        "UPDATE a SET amount = 7 WHERE id = 2",
        "SELECT 1",
        "UPDATE a SET amount = amount / 2");
    assertThat(rows("SELECT id, round(amount, 2) FROM a"))
        .containsExactly("(1,1.25)", "(2,3.50)", "(3,3.00)", "(4,4.00)");
  }

  @Test
  void anUndoThatInsertsRowsIsOnlyCompleted() {
    upAndDown(
        PEOPLE,
        "a",
        "DELETE FROM a WHERE id > 1",
        "INSERT INTO a VALUES (4, 'app', 0)",
        "INSERT INTO a VALUES (2, 'undo', 0)");
    assertThat(rows("SELECT * FROM a"))
        .containsExactly("(1,x,1.25)", "(2,undo,0)", "(3,,3)", "(4,app,0)");
    nothingIsLeft();
  }

  @Test
  void whatForeignKeysTakeWithThemIsKeptToo() {
    upAndDown(
        PEOPLE
            + "; CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE); CREATE"
            + " TABLE c (id int PRIMARY KEY, b int REFERENCES b ON DELETE SET NULL, up int"
            + " REFERENCES c); INSERT INTO b VALUES (1, 1), (4, 4); INSERT INTO c VALUES (1, 4,"
            + " NULL), (2, 1, 1)",
        "a",
        "DELETE FROM a WHERE id = 4",
        "",
        "SELECT 1");
    assertThat(rows("SELECT * FROM b")).containsExactly("(1,1)", "(4,4)");
    assertThat(rows("SELECT * FROM c")).containsExactly("(1,4,)", "(2,1,1)");
    nothingIsLeft();
  }

  @Test
  void rowsGoBackInAnOrderThatTheirForeignKeysTake() {
    upAndDown(
        "CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL"
            + " REFERENCES b); CREATE TABLE c (id int PRIMARY KEY, a int NOT NULL REFERENCES a);"
            + " INSERT INTO b VALUES (1), (2); INSERT INTO a VALUES (1, 1), (2, 2); INSERT INTO c"
            + " VALUES (1, 1), (2, 2)",
        "c,a,b",
        "DELETE FROM c WHERE id = 2;;DELETE FROM a WHERE id = 2;;DELETE FROM b WHERE id = 2",
        "",
        "SELECT 1");
    assertThat(rows("SELECT * FROM c")).containsExactly("(1,1)", "(2,2)");
    nothingIsLeft();
  }

  @Test
  void truncateAndRowsThatTheChangesetMadeItself() {
    upAndDown(
        PEOPLE,
        "a",
        "TRUNCATE a;;INSERT INTO a VALUES (1, 'x', 1.25), (9, 'own', 9);;UPDATE a SET name = 'o'"
            + " WHERE id = 9;;INSERT INTO a VALUES (10);;DELETE FROM a WHERE id = 10",
        "",
        "DELETE FROM a WHERE id = 9");
    assertThat(rows("SELECT * FROM a"))
        .containsExactly("(1,x,1.25)", "(2,y,2.50)", "(3,,3)", "(4,z,4)");
    assertThat(said.get(0)).startsWith("Kept 3 rows of public.a");
    nothingIsLeft();
  }

  /** The table's shape changes in the same changeset: each thing is kept once. */
  @Test
  void besideColumnsThatAreDroppedAndConverted() {
    upAndDown(
        "CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE TABLE a (id int PRIMARY KEY, m mood, price"
            + " numeric, note text, twice int GENERATED ALWAYS AS (id * 2) STORED); INSERT INTO a"
            + " VALUES (1, 'ok', 1.5, 'n1'), (2, 'sad', 2.5, 'n2'), (3, 'sad', 3, 'n3')",
        "a",
        "UPDATE a SET m = 'ok', price = price + 10, note = 'gone' WHERE id = 2;;DELETE FROM a WHERE"
            + " id = 3;;ALTER TABLE a ALTER price TYPE int;;ALTER TABLE a DROP note;;ALTER TABLE a"
            + " RENAME m TO feeling;;ALTER TABLE a RENAME TO aa",
        "INSERT INTO aa VALUES (4, 'ok', 4)",
        "ALTER TABLE aa RENAME TO a",
        "ALTER TABLE a RENAME feeling TO m",
        "ALTER TABLE a ADD note text",
        "ALTER TABLE a ALTER price TYPE numeric");
    assertThat(rows("SELECT id, m, price, note, twice FROM a"))
        .containsExactly("(1,ok,1.5,n1,2)", "(2,sad,2.5,n2,4)", "(3,sad,3,n3,6)", "(4,ok,4,,8)");
    nothingIsLeft();
  }

  @Test
  void aTableThatIsEmptiedAndDroppedComesBackWhole() {
    upAndDown(
        PEOPLE,
        "a",
        "DELETE FROM a WHERE id > 2;;DROP TABLE a",
        "",
        "CREATE TABLE a (id int PRIMARY KEY, name text, amount numeric)");
    assertThat(rows("SELECT id FROM a")).containsExactly("(1)", "(2)", "(3)", "(4)");
    nothingIsLeft();
  }

  @Test
  void triggersPoliciesAndPartitionsAreInNobodysWay() {
    upAndDown(
        "CREATE TABLE a (id int, part int, v text, PRIMARY KEY (id, part)) PARTITION BY LIST (part);"
            + " CREATE TABLE a1 PARTITION OF a FOR VALUES IN (1); CREATE TABLE a2 PARTITION OF a FOR"
            + " VALUES IN (2); INSERT INTO a VALUES (1, 1, 'x'), (2, 2, 'y'); ALTER TABLE a ENABLE"
            + " ROW LEVEL SECURITY; ALTER TABLE a FORCE ROW LEVEL SECURITY; CREATE FUNCTION no()"
            + " RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$; CREATE TRIGGER no"
            + " BEFORE INSERT OR UPDATE ON a FOR EACH ROW EXECUTE FUNCTION no()",
        "a",
        "ALTER TABLE a DISABLE TRIGGER USER;;UPDATE a1 SET v = 'z';;DELETE FROM a2;;ALTER TABLE a"
            + " ENABLE TRIGGER USER",
        "",
        "SELECT 1");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1,1,x)", "(2,2,y)");
    nothingIsLeft();
  }

  @Test
  void namesAreSqlByTheRunsSearchPath() {
    upAndDown(
        "CREATE SCHEMA app; CREATE TABLE app.\"Line, 1\" (id int PRIMARY KEY); CREATE TABLE \"B\" (id"
            + " int PRIMARY KEY); INSERT INTO app.\"Line, 1\" VALUES (1); INSERT INTO \"B\" VALUES"
            + " (1)",
        "",
        "SELECT 1",
        "",
        "SELECT 1");
    Bundle bundle =
        new TestBundle()
            .revision("r2", "DELETE FROM app.\"Line, 1\";;DELETE FROM \"B\"", "SELECT 1")
            .with(edit -> edit.keeps("app.\"Line, 1\"", "\"B\""))
            .build();
    target.upgrade(bundle);
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM app.\"Line, 1\"")).containsExactly("(1)");
    assertThat(rows("SELECT * FROM \"B\"")).containsExactly("(1)");
  }

  @Test
  void nobodyElseWritesFromBeforeTheFirstStatement() {
    target.execute(PEOPLE + "; CREATE TABLE seen (mode text)");
    String locks =
        "INSERT INTO seen SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation ="
            + " 'a'::regclass AND mode ~ 'Exclusive'";
    target.upgrade(bundle("a", locks, "SELECT 1"));
    assertThat(target.list("SELECT mode FROM seen")).contains("ShareRowExclusiveLock");
  }

  @Test
  void nothingIsKeptThatDidNotChangeNorWithoutTheOption() {
    target.execute(PEOPLE);
    target.upgrade(bundle("a", "UPDATE a SET name = name", "SELECT 1"));
    assertThat(said).isEmpty();
    nothingIsLeft();
    target.options = target.options.withRetainDropped(Optional.empty());
    target.upgrade(
        new TestBundle()
            .revision("r1", "UPDATE a SET name = name", "SELECT 1")
            .revision("r2", "DELETE FROM a", "SELECT 1")
            .with(edit -> edit.keeps("nowhere"))
            .build());
    assertThat(target.list("SELECT id FROM athanor.kept")).isEmpty();
  }

  @Test
  void aTableWithoutAKeyIsRefusedWithNothingChanged() {
    target.execute("CREATE TABLE a (id int UNIQUE); INSERT INTO a VALUES (1)");
    AthanorException e = failure(bundle("a", "DELETE FROM a", "SELECT 1"));
    assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE);
    assertThat(e).hasMessageContaining("The rows of public.a cannot be kept");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1)");
  }

  @Test
  void aKeyThatTheChangesetDropsIsNone() {
    target.execute(PEOPLE);
    AthanorException e =
        failure(bundle("a", "DELETE FROM a WHERE id = 1;;ALTER TABLE a DROP id", "SELECT 1"));
    assertThat(e.reason()).isEqualTo(Reason.IRREVERSIBLE);
    assertThat(rows("SELECT id FROM a")).hasSize(4);
  }

  @Test
  void aNameOfNoTableIsToldBeforeAnythingRuns() {
    target.execute(PEOPLE + "; CREATE VIEW v AS SELECT * FROM a");
    for (String name : List.of("nowhere", "v")) {
      AthanorException e = failure(bundle(name, "DELETE FROM a", "SELECT 1"));
      assertThat(e.reason()).isEqualTo(Reason.INVALID_CHANGELOG);
      assertThat(e).hasMessageContaining("keep the rows of " + name);
    }
    assertThat(rows("SELECT id FROM a")).hasSize(4);
  }

  @Test
  void aHundredThousandRowsComeBackAndHalfOfThemBelongToTheApplication() {
    String digest =
        "SELECT md5(string_agg(t::text, '/' ORDER BY id)) FROM a t WHERE id % 10 < 5 AND id <= 100000";
    target.execute(
        "CREATE TABLE a (id int PRIMARY KEY, v text, n numeric(12, 4)); INSERT INTO a SELECT i, 'value"
            + " ' || i, i / 7.0 FROM generate_series(1, 100000) i");
    String before = target.ask(digest);
    Bundle bundle =
        bundle(
            "a",
            "UPDATE a SET v = upper(v), n = 0 WHERE id % 3 = 0;;DELETE FROM a WHERE id % 3 = 1",
            "UPDATE a SET v = lower(v)");
    target.upgrade(bundle);
    target.execute(
        "UPDATE a SET n = 1 WHERE id % 10 >= 5; INSERT INTO a VALUES (100001, 'new', 1)");
    target.downgrade(bundle, "base");
    assertThat(target.ask(digest)).isEqualTo(before);
    assertThat(target.ask("SELECT count(*) FROM a")).isEqualTo("100001");
    nothingIsLeft();
  }

  private AthanorException failure(Bundle bundle) {
    return catchThrowableOfType(AthanorException.class, () -> target.upgrade(bundle));
  }
}
