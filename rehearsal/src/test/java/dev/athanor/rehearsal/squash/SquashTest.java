package dev.athanor.rehearsal.squash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.Psql;
import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.scratch.Binaries;
import dev.athanor.scratch.ScratchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A baseline leads to what the revisions lead to, as pg_dump tells, or it is refused by name. */
@Timeout(300)
class SquashTest {
  @TempDir Path root;

  @BeforeEach
  void requireServer() {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
  }

  private SquashResult squash(Bundle bundle, String to, String... accepted) {
    String url = SystemPostgres.get().url("postgres");
    return new Squash(
            new SquashRequest(
                bundle,
                ChangelogSource.versions(root),
                to,
                Set.of(accepted),
                new ScratchSettings(
                    root, new Binaries.Installed(root), Optional.of(url), Duration.ZERO),
                line -> {}))
        .run();
  }

  private Bundle squashed(Bundle bundle, String to, String... accepted) {
    SquashResult result = squash(bundle, to, accepted);
    try {
      String path = root.relativize(result.path()).toString();
      return bundle.withBaselines(List.of(Baseline.parse(path, Files.readString(result.path()))));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String database() {
    return SystemPostgres.get().newDatabase();
  }

  private static Target target(String database) {
    return new Target(DatabaseUrl.parse(SystemPostgres.get().url(database)));
  }

  /** What a dump has of the project's own, history aside. */
  private static String dump(String database) {
    target(database)
        .execute(
            "DROP TABLE public.databasechangelog, public.databasechangeloglock;DROP SCHEMA athanor"
                + " CASCADE");
    return Psql.dump(database).replaceAll("(?m)^\\\\(un)?restrict .*$", "");
  }

  private static TestBundle shop() {
    return new TestBundle()
        .revision(
            "r1",
            "CREATE TYPE mood AS ENUM ('ok', 'sad');;CREATE TABLE person (id int GENERATED ALWAYS AS"
                + " IDENTITY PRIMARY KEY, name text NOT NULL, boss int, feels mood, born date, note"
                + " varchar(20) DEFAULT 'it''s', twice int GENERATED ALWAYS AS (2 * boss) STORED,"
                + " every interval, raw bytea)",
            "DROP TABLE person",
            "DROP TYPE mood")
        .revision(
            "r2",
            "ALTER TABLE person ADD CONSTRAINT boss FOREIGN KEY (boss) REFERENCES person DEFERRABLE"
                + " INITIALLY DEFERRED;;CREATE TABLE audit (n serial, what text);;CREATE FUNCTION"
                + " noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit (what)"
                + " VALUES (NEW.name); RETURN NEW; END $$;;CREATE TRIGGER noted AFTER INSERT ON person"
                + " FOR EACH ROW EXECUTE FUNCTION noted()",
            "SELECT 1")
        .revision(
            "r3",
            "INSERT INTO person (name, boss, feels, born, every, raw) VALUES ('O''Brien; \\ --', 2,"
                + " 'sad', '1999-12-31', '-1 day 2 hours', '\\x00ff'), ('Ann', 1, NULL, 'infinity',"
                + " '1 mon', NULL);;DELETE FROM person WHERE name = 'nobody';;COMMENT ON TABLE person"
                + " IS 'people'",
            "DELETE FROM person")
        .revision(
            "r4",
            "CREATE SCHEMA stock;;CREATE TABLE stock.part (region text, n int, PRIMARY KEY (region,"
                + " n)) PARTITION BY LIST (region);;CREATE TABLE stock.part_eu PARTITION OF stock.part"
                + " FOR VALUES IN ('eu');;INSERT INTO stock.part VALUES ('eu', 1);;CREATE SEQUENCE"
                + " stock.numbers START 7;;SELECT nextval('stock.numbers');;SELECT"
                + " setval('stock.numbers', 70, false);;CREATE MATERIALIZED VIEW sums AS SELECT count(*)"
                + " FROM audit;;CREATE VIEW bosses AS SELECT name FROM person WHERE boss IS NULL",
            "DROP SCHEMA stock CASCADE")
        .revision("r5", "CREATE INDEX CONCURRENTLY names ON person (name)", "DROP INDEX names")
        .with(TestBundle.Edit::outsideTransaction)
        .revision("r6", "CREATE TABLE last (id int)", "DROP TABLE last");
  }

  @Test
  void aFreshDatabaseTakesTheShortWayToTheSame() {
    Bundle bundle = shop().build();
    Bundle squashed = squashed(bundle, "r5");
    String longWay = database();
    String shortWay = database();
    target(longWay).upgrade(bundle);
    MigrationResult result = target(shortWay).upgrade(squashed);
    assertThat(result.applied()).isEqualTo(6);
    assertThat(target(shortWay).current(bundle)).containsExactly("r6");
    assertThat(target(shortWay).recorded()).containsExactly("r1", "r2", "r3", "r4", "r5", "r6");
    assertThat(
            target(shortWay)
                .list("SELECT steps || ' ' || applied || ' ' || outcome FROM athanor.run"))
        .containsExactly("6 6 SUCCEEDED");
    assertThat(target(shortWay).upgrade(bundle).applied()).isZero();
    // What comes next goes on from the same numbers, with the same triggers.
    for (String database : List.of(longWay, shortWay)) {
      target(database).execute("INSERT INTO person (name) VALUES ('next')");
    }
    assertThat(dump(shortWay)).isEqualTo(dump(longWay)).contains("O'Brien", "next");
  }

  @Test
  void aMiddleGoesOnOneByOneAndAllGoDown() {
    Bundle bundle = shop().build();
    Bundle squashed = squashed(bundle, "r5");
    for (String middle : List.of("r1", "r3", "r4")) {
      String database = database();
      target(database).upgrade(bundle, middle);
      assertThat(target(database).upgrade(squashed).to()).containsExactly("r6");
      String fresh = database();
      target(fresh).upgrade(squashed);
      for (String each : List.of(database, fresh)) {
        target(each).downgrade(squashed, "r4");
      }
      assertThat(dump(database)).isEqualTo(dump(fresh));
    }
  }

  @Test
  void thePlanShowsItAsOneStepThatCoversTheOthers() {
    Bundle bundle = shop().build();
    Bundle squashed = squashed(bundle, "r5");
    Target fresh = target(database());
    PlanRequest request = new PlanRequest(squashed, "head", PlanOptions.UPGRADE);
    assertThat(fresh.plan(request).steps()).hasSize(2);
    assertThat(dev.athanor.engine.plan.PlanText.render(fresh.plan(request)))
        .contains("Upgrade base -> r6, 6 changesets")
        .contains("take the baseline of r5", "in place of 5 changesets, up to r5.sql::r5::test");
    assertThat(fresh.plan(request).hash())
        .isNotEqualTo(fresh.plan(new PlanRequest(bundle, "head", PlanOptions.UPGRADE)).hash());
    // Below it, and in another schema than it was proven for, everybody goes the long way.
    assertThat(fresh.plan(new PlanRequest(squashed, "r4", PlanOptions.UPGRADE)).steps()).hasSize(4);
    fresh.execute("CREATE SCHEMA app");
    fresh.settings = fresh.settings.withSearchPath("app");
    assertThat(fresh.plan(request).steps()).hasSize(6);
  }

  @Test
  void aBaselineThatFailsLeavesNothing() {
    Bundle bundle = new TestBundle().revision("r1", "CREATE TABLE a ()", "DROP TABLE a").build();
    Baseline good =
        Baseline.of("r1", "public", "", List.of(), List.of("CREATE TABLE a ()", "SELECT 1/0"));
    Target fresh = target(database());
    assertThatThrownBy(() -> fresh.upgrade(bundle.withBaselines(List.of(good))))
        .hasMessageContaining("division by zero")
        .hasMessageContaining("Nothing of the plan was done");
    assertThat(fresh.tables()).isEmpty();
    assertThat(fresh.recorded()).isEmpty();
    assertThat(fresh.upgrade(bundle).applied()).isOne();
  }

  private void assertRefused(Bundle bundle, String... said) {
    assertThatThrownBy(() -> squash(bundle, "head"))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.NOT_SQUASHABLE);
              assertThat(e.getMessage()).contains(said);
            });
    assertThat(root.resolve("baselines")).doesNotExist();
  }

  @Test
  void whatDoesNotAlwaysLeadToTheSameIsNamed() {
    Guard guard =
        new Guard(new Guard.Constant(true, "always"), Guard.Action.HALT, Guard.Action.HALT, "");
    assertRefused(
        new TestBundle()
            .revision("r1", "SELECT 1")
            .with(edit -> edit.guard(guard))
            .revision("r2", "SELECT 1")
            .with(edit -> edit.contexts("test"))
            .revision("r3", "SELECT 1")
            .with(TestBundle.Edit::runAlways)
            .revision("r4", "SELECT 1")
            .with(TestBundle.Edit::mayFail)
            .revision("r5", "SELECT 1")
            .with(edit -> edit.live("Java code"))
            .revision("r6", "ALTER SYSTEM SET work_mem = '4MB'")
            .with(TestBundle.Edit::outsideTransaction)
            .build(),
        "r1.sql::r1::test has a precondition",
        "r2.sql::r2::test is for the contexts test",
        "r3.sql::r3::test runs always",
        "r4.sql::r4::test may fail",
        "r5.sql::r5::test cannot be compiled",
        "r6.sql::r6::test changes the server");
  }

  @Test
  void rowsOfTheMomentAreNamedUnlessTheirColumnIsAccepted() {
    Bundle bundle =
        new TestBundle()
            .revision(
                "r1",
                "CREATE TABLE t (id int, at timestamptz DEFAULT clock_timestamp());;INSERT INTO t"
                    + " VALUES (1)")
            .build();
    assertRefused(bundle, "Two runs of the same revisions differ:\n  the rows of public.t");
    Bundle squashed = squashed(bundle, "r1", "public.t.at");
    Target fresh = target(database());
    fresh.upgrade(squashed);
    assertThat(fresh.ask("SELECT count(*) FROM t WHERE at < now()")).isEqualTo("1");
  }

  @Test
  void whatNoBaselineCanHaveIsNamed() {
    String role = "squash_" + ProcessHandle.current().pid();
    assertRefused(
        new TestBundle().revision("r1", "CREATE ROLE " + role).build(),
        "The revisions change more than their database",
        "role " + role);
    target("postgres").execute("DROP ROLE " + role);
    assertRefused(
        new TestBundle().revision("r1", "SELECT lo_create(4711)").build(), "large object 4711");
    assertRefused(
        new TestBundle()
            .revision("r1", "CREATE TABLE price (p money);;INSERT INTO price VALUES ('1')")
            .build(),
        "rows of public.price, for money");
    assertRefused(
        new TestBundle()
            .revision("r1", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC")
            .build(),
        "leads elsewhere",
        "default privileges");
    assertRefused(
        new TestBundle()
            .revision("r1", "CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int)")
            .build(),
        "total");
  }

  @Test
  void aTargetThatIsNoRevisionIsSaid() {
    Bundle bundle = shop().build();
    assertThatThrownBy(() -> squash(bundle, "base")).hasMessageContaining("is not one revision");
    assertThatThrownBy(() -> squash(bundle, "typo")).hasMessageContaining("typo");
  }
}
