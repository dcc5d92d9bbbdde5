package dev.athanor.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.TestBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Odd tables, odd changesets and odd undos: what was kept comes back, or somebody is told. */
class KeptCasesTest extends KeptRuns {
  private Bundle upgraded(String setUp, String up, String... down) {
    target.execute(setUp);
    Bundle bundle = new TestBundle().revision("r1", up, down).build();
    target.upgrade(bundle);
    return bundle;
  }

  @Test
  void anUndoThatBringsRowsBackItselfIsOnlyAddedTo() {
    Bundle bundle =
        upgraded(
            "CREATE TABLE a (id int PRIMARY KEY, n text); INSERT INTO a VALUES (1, 'x'), (2, 'y'),"
                + " (3, 'z')",
            "CREATE TABLE b AS SELECT * FROM a;;DROP TABLE a",
            "CREATE TABLE a (id int PRIMARY KEY, n text)",
            "INSERT INTO a SELECT * FROM b",
            "DROP TABLE b");
    target.execute("UPDATE b SET n = 'new' WHERE id = 1; DELETE FROM b WHERE id = 3");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1,new)", "(2,y)", "(3,z)");
    nothingIsLeft();
  }

  /** What is asked of the catalogs is prepared, and a session has but one memory of that. */
  @Test
  void aChangesetThatForgetsPreparedStatementsIsUndoneAndToldOf() {
    target.execute("CREATE TABLE a (id int)");
    Bundle bundle = new TestBundle().revision("r1", "DROP TABLE a;;DEALLOCATE ALL").build();
    AthanorException failure =
        catchThrowableOfType(AthanorException.class, () -> target.upgrade(bundle));
    assertThat(failure.reason()).isEqualTo(Reason.STATEMENT_FAILED);
    assertThat(failure.nextStep()).contains("DEALLOCATE");
    assertThat(target.tables()).contains("a");
  }

  @Test
  void withoutAKeyTheUndosOwnRowsStand() {
    Bundle bundle =
        upgraded(
            "CREATE TABLE a (id int); INSERT INTO a VALUES (1), (2)",
            "CREATE TABLE b AS SELECT * FROM a;;DROP TABLE a",
            "CREATE TABLE a (id int)",
            "INSERT INTO a SELECT * FROM b",
            "DROP TABLE b");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1)", "(2)");
    assertThat(said.get(1))
        .startsWith(
            "public.a was kept, and did not come back: the undo brings back rows of its own");
  }

  @Test
  void whatAnUndoDoesNotMakeStays() {
    Bundle bundle = upgraded("CREATE TABLE a AS SELECT 1 AS id", "DROP TABLE a", "SELECT 1");
    target.downgrade(bundle, "base");
    assertThat(said.get(1))
        .startsWith(
            "public.a was kept, and did not come back: the undo makes no such table. It is in"
                + " athanor_kept.\"kept_");
    assertThat(target.ask("SELECT count(*) FROM athanor.kept")).isEqualTo("1");
  }

  @Test
  void valuesComeBackBeforeWhatNeedsThem() {
    Bundle bundle =
        upgraded(
            "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1);"
                + "CREATE TABLE a (id int PRIMARY KEY, p int NOT NULL REFERENCES p, note text UNIQUE);"
                + "INSERT INTO a VALUES (1, 1, 'x')",
            "ALTER TABLE a DROP COLUMN p, DROP COLUMN note;;DROP TABLE p",
            "CREATE TABLE p (id int PRIMARY KEY)",
            "ALTER TABLE a ADD COLUMN p int, ADD COLUMN note text",
            "ALTER TABLE a ALTER COLUMN p SET NOT NULL",
            "ALTER TABLE a ADD FOREIGN KEY (p) REFERENCES p",
            "CREATE UNIQUE INDEX ON a (note)",
            "CREATE MATERIALIZED VIEW v AS SELECT note FROM a JOIN p ON p.id = a.p");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM v")).containsExactly("(x)");
    nothingIsLeft();
  }

  @Test
  void noTriggerHearsOfWhatComesBack() {
    Bundle bundle =
        upgraded(
            "CREATE TABLE a (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);"
                + "CREATE TABLE a1 PARTITION OF a FOR VALUES FROM (1) TO (10);"
                + "CREATE TABLE a2 PARTITION OF a FOR VALUES FROM (10) TO (20);"
                + "INSERT INTO a VALUES (1, 'x'), (11, 'y');"
                + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''heard''; END';"
                + "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f();"
                + "CREATE TRIGGER u BEFORE UPDATE ON a1 FOR EACH ROW EXECUTE FUNCTION f();"
                + "ALTER TABLE a1 ENABLE ALWAYS TRIGGER u;"
                + "ALTER TABLE a FORCE ROW LEVEL SECURITY",
            "ALTER TABLE a DROP COLUMN note",
            "ALTER TABLE a ADD COLUMN note text");
    String triggers =
        "SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger WHERE tgname IN ('t', 'u')";
    List<String> before = rows(triggers);
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT id, note FROM a")).containsExactly("(1,x)", "(11,y)");
    assertThat(rows(triggers)).isEqualTo(before).hasSize(4);
    assertThat(target.ask("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'a'::regclass"))
        .isEqualTo("t");
    nothingIsLeft();
  }

  @Test
  void partitionsComeBackOnceAndInheritedTablesEach() {
    Bundle bundle =
        upgraded(
            "CREATE TABLE a (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                + "CREATE TABLE a1 PARTITION OF a FOR VALUES FROM (1) TO (10);"
                + "INSERT INTO a VALUES (1), (2);"
                + "CREATE TABLE b (id int); CREATE TABLE c () INHERITS (b);"
                + "INSERT INTO b VALUES (1); INSERT INTO c VALUES (2)",
            "DROP TABLE a;;DROP TABLE b CASCADE",
            "CREATE TABLE a (id int PRIMARY KEY) PARTITION BY RANGE (id)",
            "CREATE TABLE a1 PARTITION OF a FOR VALUES FROM (1) TO (10)",
            "CREATE TABLE b (id int)",
            "CREATE TABLE c () INHERITS (b)");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1)", "(2)");
    assertThat(rows("SELECT * FROM ONLY b")).containsExactly("(1)");
    assertThat(rows("SELECT * FROM c")).containsExactly("(2)");
    nothingIsLeft();
  }

  @Test
  void aTableThatTheChangesetEmptiesFirstComesBackFull() {
    Bundle bundle =
        upgraded(
            "CREATE TABLE a (id int); INSERT INTO a VALUES (1), (2)",
            "DELETE FROM a;;DROP TABLE a",
            "CREATE TABLE a (id int)");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1)", "(2)");
  }

  @Test
  void whateverStatementDropsIt() {
    Bundle bundle =
        upgraded(
            "CREATE SCHEMA s; CREATE TABLE s.a AS SELECT 1 AS id; CREATE TABLE b AS SELECT 2 AS id;"
                + "CREATE TYPE e AS ENUM ('x'); CREATE TABLE c (id int PRIMARY KEY, e e);"
                + "INSERT INTO c VALUES (1, 'x')",
            "DO $$ BEGIN EXECUTE 'DROP TABLE b'; END $$;;DROP SCHEMA s CASCADE;;DROP TYPE e CASCADE",
            "CREATE SCHEMA s",
            "CREATE TABLE s.a (id int)",
            "CREATE TABLE b (id int)",
            "CREATE TYPE e AS ENUM ('x')",
            "ALTER TABLE c ADD COLUMN e e");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM s.a")).containsExactly("(1)");
    assertThat(rows("SELECT * FROM b")).containsExactly("(2)");
    assertThat(rows("SELECT * FROM c")).containsExactly("(1,x)");
    nothingIsLeft();
  }

  @Test
  void namesMayHoldAnything() {
    String table = "\"Ünï \"\"q\"\" '%s' " + "x".repeat(44) + "\"";
    String column = "\"sel\"\"ect ''é%%\"";
    Bundle bundle =
        upgraded(
            "CREATE TABLE "
                + table
                + " ("
                + column
                + " int PRIMARY KEY, \"a b\" text, n numeric);"
                + "INSERT INTO "
                + table
                + " VALUES (1, 'x', 1.5)",
            "ALTER TABLE "
                + table
                + " DROP COLUMN \"a b\", ALTER COLUMN n TYPE int;;DROP TABLE "
                + table,
            "CREATE TABLE " + table + " (" + column + " int PRIMARY KEY, \"a b\" text, n numeric)");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM " + table)).containsExactly("(1,x,1.5)");
    nothingIsLeft();
  }

  @Test
  void eachChangesetGetsItsOwnBack() {
    target.execute("CREATE TABLE a (id int); INSERT INTO a VALUES (1)");
    Bundle bundle =
        new TestBundle()
            .revision("r1", "DROP TABLE a", "CREATE TABLE a (id int)")
            .revision(
                "r2",
                "CREATE TABLE a (id int PRIMARY KEY, n int);;INSERT INTO a VALUES (7, 8)",
                "DROP TABLE a")
            .revision(
                "r3", "DROP TABLE a;;CREATE TABLE a (z int)",
                "DROP TABLE a", "CREATE TABLE a (id int PRIMARY KEY, n int)")
            .build();
    for (int i = 0; i < 2; i++) {
      target.upgrade(bundle);
      assertThat(rows("SELECT * FROM a")).isEmpty();
      target.downgrade(bundle, "r2");
      assertThat(rows("SELECT * FROM a")).containsExactly("(7,8)");
      target.downgrade(bundle, "base");
      assertThat(rows("SELECT * FROM a")).containsExactly("(1)");
      nothingIsLeft();
    }
  }

  @Test
  void identitiesSequencesAndObjectsOfTheirOwn() {
    Bundle bundle =
        upgraded(
            "CREATE TABLE a (k text PRIMARY KEY, id int GENERATED ALWAYS AS IDENTITY, o oid, s"
                + " serial); INSERT INTO a (k, o) VALUES ('x', lo_from_bytea(0, '\\x01')), ('y',"
                + " NULL)",
            "ALTER TABLE a DROP COLUMN id, DROP COLUMN o, DROP COLUMN s",
            "ALTER TABLE a ADD COLUMN id int GENERATED ALWAYS AS IDENTITY, ADD COLUMN o oid, ADD"
                + " COLUMN s serial");
    target.execute("INSERT INTO a VALUES ('z')");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT k, s, lo_get(o) FROM a WHERE k < 'z'"))
        .containsExactly("(x,1,\"\\\\x01\")", "(y,2,)");
    target.execute("INSERT INTO a (k) VALUES ('new')");
    assertThat(target.ask("SELECT id > 2 AND s > 2 FROM a WHERE k = 'new'")).isEqualTo("t");
    assertThat(
            target.ask(
                "SELECT attidentity FROM pg_attribute WHERE attrelid = 'a'::regclass AND"
                    + " attname = 'id'"))
        .isEqualTo("a");
    nothingIsLeft();
  }

  @Test
  void aChangesetsOwnRoleAndSettingsHoldOn() {
    String role = "owner_of_" + target.url.database();
    Bundle bundle =
        upgraded(
            "CREATE ROLE "
                + role
                + "; CREATE SCHEMA s AUTHORIZATION "
                + role
                + ";"
                + "CREATE TABLE s.a (id int PRIMARY KEY, d interval, n text); INSERT INTO s.a VALUES (1,"
                + " '1 day', 'x'); ALTER TABLE s.a OWNER TO "
                + role,
            "SET ROLE "
                + role
                + ";;SET search_path = s;;SET intervalstyle = 'iso_8601';;ALTER TABLE a DROP"
                + " COLUMN n;;CREATE TABLE b AS SELECT d::text AS t FROM a;;DROP TABLE a",
            "SET ROLE " + role + "; SET search_path = s",
            "CREATE TABLE a (id int PRIMARY KEY, d interval, n text)",
            "CREATE TABLE c AS SELECT current_user::text AS u");
    assertThat(rows("SELECT * FROM s.b")).containsExactly("(P1D)");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM s.a")).containsExactly("(1,\"1 day\",x)");
    assertThat(rows("SELECT * FROM s.c")).containsExactly("(" + role + ")");
    target.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    nothingIsLeft();
  }

  @Test
  void schemasOfTenantsHaveTheirOwn() {
    target.execute("CREATE SCHEMA one; CREATE SCHEMA two");
    Bundle bundle =
        new TestBundle().revision("r1", "DROP TABLE a", "CREATE TABLE a (t text)").build();
    List<Target> tenants = new ArrayList<>();
    for (String schema : List.of("one", "two")) {
      Target tenant = new Target(target.url);
      tenant.settings = tenant.settings.withSearchPath(schema);
      keep(tenant, Optional.of(Duration.ofDays(7)));
      tenant.execute("CREATE TABLE a AS SELECT '" + schema + "' AS t");
      tenant.upgrade(bundle);
      tenants.add(tenant);
    }
    for (Target tenant : tenants) {
      tenant.downgrade(bundle, "base");
      assertThat(tenant.ask("SELECT string_agg(t, ',') FROM a"))
          .isEqualTo(tenant.settings.searchPath());
    }
    nothingIsLeft();
  }

  @Test
  void whatCannotGoBackStopsTheUndoAndIsNotLost() {
    Bundle bundle =
        upgraded(
            "CREATE TABLE a (id int PRIMARY KEY, n text); INSERT INTO a VALUES (1, 'too long')",
            "ALTER TABLE a DROP COLUMN n",
            "ALTER TABLE a ADD COLUMN n varchar(3)");
    AthanorException e =
        catchThrowableOfType(AthanorException.class, () -> target.downgrade(bundle, "base"));
    assertThat(e).hasMessageContaining("What was kept of public.a.n cannot go back");
    assertThat(target.recorded()).containsExactly("r1");
    String id = target.ask("SELECT id FROM athanor.kept");
    assertThat(e.nextStep()).contains(id);
    try (Database database = Database.open(target.url, target.settings)) {
      KeptPurge.forget(database, KeptPurge.list(database));
    }
    target.downgrade(bundle, "base");
    nothingIsLeft();
  }

  @Test
  void theNextRunForgetsWhatIsPastItsTime() {
    keep(target, Optional.of(Duration.ofMillis(1)));
    upgraded("CREATE TABLE a AS SELECT 1 AS id", "DROP TABLE a", "CREATE TABLE a (id int)");
    nothingIsLeft();
  }

  @Test
  void othersDdlMeanwhileIsNotTheChangesets() {
    target.execute("CREATE TABLE a AS SELECT 1 AS id; CREATE TABLE theirs AS SELECT 1 AS id");
    Target other = new Target(target.url);
    Bundle bundle =
        new TestBundle()
            .revision("r1", "SELECT pg_sleep(0.8);;DROP TABLE a", "CREATE TABLE a (id int)")
            .build();
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(300);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              other.execute("DROP TABLE theirs");
            });
    thread.start();
    target.upgrade(bundle);
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains("public.a ");
  }

  @Test
  void rowsOfATableThatWasMadeAnewAndUsedAreNotBroughtBackTwice() {
    String rebuild =
        "CREATE TABLE b AS SELECT id FROM a;;ALTER TABLE b ADD PRIMARY KEY (id);;DROP TABLE a";
    Bundle bundle =
        upgraded(
            "CREATE TABLE a (id int PRIMARY KEY, n int); INSERT INTO a VALUES (1, 1), (2, 2)",
            rebuild + ";;ALTER TABLE b RENAME TO a",
            "CREATE TABLE c AS SELECT id, 0 AS n FROM a",
            "ALTER TABLE c ADD PRIMARY KEY (id)",
            "DROP TABLE a",
            "ALTER TABLE c RENAME TO a");
    target.execute("DELETE FROM a WHERE id = 1");
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM a")).containsExactly("(2,0)");
    assertThat(said.get(1)).contains("nothing tells which of these are missing");
  }

  @Test
  void aPlainRolesOwnPoliciesHideNothing() {
    String role = "plain_" + target.url.database();
    target.execute(
        "CREATE ROLE "
            + role
            + "; GRANT CREATE ON DATABASE "
            + target.url.database()
            + " TO "
            + role
            + "; GRANT CREATE ON SCHEMA public TO "
            + role
            + "; CREATE TABLE a (id int PRIMARY KEY, n text); INSERT INTO a VALUES (1, 'x'), (2, 'y');"
            + "CREATE TABLE b AS SELECT * FROM a; ALTER TABLE a OWNER TO "
            + role
            + "; ALTER TABLE b OWNER TO "
            + role
            + "; ALTER TABLE a ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            + "ALTER TABLE b ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            + "CREATE POLICY p ON a USING (id = 1); CREATE POLICY p ON b USING (id = 1)");
    target.settings = target.settings.withRole(role);
    Bundle bundle =
        upgraded(
            "SELECT 1",
            "ALTER TABLE a DROP COLUMN n;;DELETE FROM b;;DROP TABLE b",
            "ALTER TABLE a ADD COLUMN n text",
            "CREATE TABLE b (id int, n text)");
    target.downgrade(bundle, "base");
    target.settings = target.settings.withRole(null);
    assertThat(rows("SELECT * FROM a")).containsExactly("(1,x)", "(2,y)");
    assertThat(rows("SELECT * FROM b")).containsExactly("(1,x)", "(2,y)");
    assertThat(target.ask("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'a'::regclass"))
        .isEqualTo("t");
    target.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
  }

  @Test
  void aSchemaOfSomebodyElsesIsNotTrusted() {
    String role = "other_" + target.url.database();
    target.execute("CREATE ROLE " + role + "; CREATE SCHEMA athanor_kept AUTHORIZATION " + role);
    AthanorException e =
        catchThrowableOfType(
            AthanorException.class,
            () ->
                upgraded(
                    "CREATE TABLE a AS SELECT 1 AS id", "DROP TABLE a", "CREATE TABLE a (id int)"));
    assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED_HISTORY);
    assertThat(e).hasMessageContaining("athanor_kept").hasMessageContaining("is owned by " + role);
    assertThat(rows("SELECT * FROM a")).containsExactly("(1)");
    target.execute("DROP SCHEMA athanor_kept; DROP ROLE " + role);
  }

  @Test
  void aTableInUseIsWaitedForAsEver() throws Exception {
    target.execute("CREATE TABLE a (id int PRIMARY KEY, n int); INSERT INTO a VALUES (1, 2)");
    target.settings =
        target
            .settings
            .withLockAttempt(Duration.ofMillis(100))
            .withLockTimeout(Duration.ofSeconds(20));
    Bundle bundle =
        new TestBundle()
            .revision("r1", "ALTER TABLE a DROP COLUMN n", "ALTER TABLE a ADD COLUMN n int")
            .build();
    try (Database reader = target.open()) {
      reader.execute("BEGIN; SELECT * FROM a");
      Thread end =
          new Thread(
              () -> {
                try {
                  Thread.sleep(700);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                reader.execute("COMMIT");
              });
      end.start();
      target.upgrade(bundle);
      end.join();
    }
    target.downgrade(bundle, "base");
    assertThat(rows("SELECT * FROM a")).containsExactly("(1,2)");
    nothingIsLeft();
  }
}
