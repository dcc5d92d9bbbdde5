package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestBundle;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigratorTest {
  private final Target target = Target.fresh();

  private static TestBundle threeTables() {
    return new TestBundle()
        .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
        .revision("r2", "CREATE TABLE b (id int);;INSERT INTO b VALUES (1)", "DROP TABLE b")
        .revision("r3", "CREATE TABLE c (id int)", "DROP TABLE c");
  }

  @Test
  void upgradesFromNothingToHeadAndBackToBase() {
    Bundle bundle = threeTables().build();

    MigrationResult up = target.upgrade(bundle);
    assertThat(up.applied()).isEqualTo(3);
    assertThat(up.from()).isEmpty();
    assertThat(up.to()).containsExactly("r3");
    assertThat(target.tables()).containsExactly("a", "b", "c");
    assertThat(target.recorded()).containsExactly("r1", "r2", "r3");

    MigrationResult step = target.downgrade(bundle, "-1");
    assertThat(step.to()).containsExactly("r2");
    assertThat(target.tables()).containsExactly("a", "b");

    target.downgrade(bundle, "base");
    assertThat(target.tables()).isEmpty();
    assertThat(target.recorded()).isEmpty();
    assertThat(target.ask("SELECT count(*) FROM athanor.changeset")).isEqualTo("0");
    assertThat(target.current(bundle)).isEmpty();
  }

  @Test
  void doesNothingTwice() {
    Bundle bundle = threeTables().build();
    target.upgrade(bundle);
    String runs = target.ask("SELECT count(*) FROM athanor.run");

    MigrationResult again = target.upgrade(bundle);

    assertThat(again.direction()).isEqualTo(MigrationPlan.Direction.NONE);
    assertThat(again.to()).containsExactly("r3");
    assertThat(target.ask("SELECT count(*) FROM athanor.run")).isEqualTo(runs);
  }

  @Test
  void keepsWhatCameBeforeAnErrorUndoesItsOwnAndSkipsTheRest() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("r2", "CREATE TABLE b (id int);;INSERT INTO b VALUES (1/0)", "DROP TABLE b")
            .revision("r3", "CREATE TABLE c (id int)", "DROP TABLE c")
            .build();

    AthanorException failure = failure(() -> target.upgrade(bundle));

    assertThat(failure.reason()).isEqualTo(Reason.STATEMENT_FAILED);
    assertThat(failure)
        .hasMessageContaining("r2.sql::r2::test failed in statement 2 of 2")
        .hasMessageContaining("division by zero")
        .hasMessageContaining("22012")
        .hasMessageContaining("INSERT INTO b VALUES (1/0)")
        .hasMessageContaining("1 of 3 changesets were applied and stay applied");
    assertThat(target.tables()).containsExactly("a");
    assertThat(target.recorded()).containsExactly("r1");
    assertThat(target.current(bundle)).containsExactly("r1");
    assertThat(target.list("SELECT outcome || applied FROM athanor.run"))
        .containsExactly("FAILED1");
  }

  @Test
  void aSyntaxErrorLeavesWhatCameBeforeItAndNoTrace() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "CREATE TABLE b (id int);;CREATE TABLE b2\n  (id int,, x int)")
            .revision("r3", "CREATE TABLE c (id int)")
            .build();

    AthanorException failure = failure(() -> target.upgrade(bundle));

    assertThat(failure)
        .hasMessageContaining("in statement 2 of 2")
        .hasMessageContaining("syntax error at or near \",\"")
        .hasMessageContaining("    (id int,, x int)\n            ^");
    assertThat(target.tables()).containsExactly("a");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void aQuoteLeftOpenReachesNoOtherChangeset() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "CREATE TABLE b (t text DEFAULT 'it)")
            .revision("r3", "COMMENT ON TABLE a IS 'it''s'")
            .build();

    AthanorException failure = failure(() -> target.upgrade(bundle));

    assertThat(failure)
        .hasMessageContaining("r2.sql::r2::test")
        .hasMessageContaining("unterminated");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void whatAChangesetSetsDoesNotReachTheNext() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE SCHEMA other;;CREATE ROLE leak_" + System.nanoTime())
            .revision(
                "r2",
                "SET search_path = other;;SET statement_timeout = '7s';;"
                    + "SELECT set_config('lock_timeout', '9s', false);;CREATE TABLE a (id int)")
            .revision("r3", "SET LOCAL work_mem = '1MB';;SET ROLE pg_monitor")
            .revision(
                "r4",
                "CREATE TABLE b AS SELECT current_setting('search_path') AS p,"
                    + " current_setting('statement_timeout') AS s, current_setting('lock_timeout') AS l,"
                    + " current_user::text AS u, current_setting('application_name') AS n")
            .build();

    target.upgrade(bundle);

    assertThat(
            target.list(
                "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                    + " WHERE table_name IN ('a', 'b') ORDER BY 1"))
        .containsExactly("other.a", "public.b");
    assertThat(target.ask("SELECT p || '|' || s || '|' || l || '|' || u || '|' || n FROM b"))
        .isEqualTo("public|0|2s|postgres|athanor");
  }

  @Test
  void refusesAPlanThatNoLongerFits() {
    Bundle bundle = threeTables().build();
    PlanRequest request = new PlanRequest(bundle, "head", PlanOptions.UPGRADE);
    MigrationPlan plan = target.plan(request);
    target.upgrade(bundle, "r1");

    AthanorException failure =
        failure(
            () ->
                new Migrator(target.url, target.settings, request)
                    .migrate(plan, Target.waived(plan), target.options));

    assertThat(failure.reason()).isEqualTo(Reason.PLAN_CHANGED);
    assertThat(target.recorded()).containsExactly("r1");
    // Of the database as it is, but of another bundle.
    MigrationPlan fits = target.plan(request);
    Bundle other = threeTables().revision("r4", "SELECT 1").build();
    Migrator migrator =
        new Migrator(
            target.url, target.settings, new PlanRequest(other, "r3", PlanOptions.UPGRADE));
    assertThat(failure(() -> migrator.migrate(fits, Target.waived(fits), target.options)).reason())
        .isEqualTo(Reason.PLAN_CHANGED);
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void aPlanIsTheSameEachTimeItIsMade() {
    Bundle bundle = threeTables().build();
    PlanRequest request = new PlanRequest(bundle, "head", PlanOptions.UPGRADE);
    assertThat(target.plan(request).hash()).isEqualTo(target.plan(request).hash());
    Bundle other = threeTables().revision("r4", "SELECT 1").build();
    assertThat(target.plan(new PlanRequest(other, "r3", PlanOptions.UPGRADE)).hash())
        .isNotEqualTo(target.plan(request).hash());
  }

  @Test
  void showsAPartlyAppliedRevisionAndFinishesIt() {
    TestBundle builder =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .and("r1-2", "CREATE TABLE a2 (id int)", "DROP TABLE a2")
            .and("r1-3", "CREATE TABLE a (id int)", "DROP TABLE a");
    failure(() -> target.upgrade(builder.build()));
    assertThat(target.current(builder.build())).containsExactly("r1 (2/3)");

    target.execute("ALTER TABLE a RENAME TO gone");
    assertThat(target.upgrade(builder.build()).from()).containsExactly("r1 (2/3)");
    assertThat(target.current(builder.build())).containsExactly("r1");
  }

  @Test
  void aPartlyAppliedRevisionCanBeUndone() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("r2", "CREATE TABLE b (id int)", "DROP TABLE b")
            .and("r2-2", "CREATE TABLE b (id int)", "DROP TABLE b")
            .build();
    failure(() -> target.upgrade(bundle));

    target.downgrade(bundle, "-1");

    assertThat(target.current(bundle)).containsExactly("r1");
    assertThat(target.tables()).containsExactly("a");
  }

  @Test
  void anOlderBundleDowngradesWithTheSqlKeptInTheDatabase() {
    target.upgrade(threeTables().build());
    Bundle older =
        new TestBundle().revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a").build();
    PlanOptions options = PlanOptions.either(true).withAllowSuperuser(true);

    MigrationResult result = target.migrate(new PlanRequest(older, "head", options));

    assertThat(result.to()).containsExactly("r1");
    assertThat(target.tables()).containsExactly("a");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void manyRevisionsTakeATransactionEach() {
    TestBundle builder = new TestBundle();
    for (int i = 0; i < 250; i++) {
      builder.revision("r" + i, "CREATE TABLE t" + i + " (id int)", "DROP TABLE t" + i);
    }
    Bundle bundle = builder.build();
    target.upgrade(bundle);
    assertThat(target.ask("SELECT count(DISTINCT xmin::text) FROM databasechangelog"))
        .isEqualTo("250");
    assertThat(target.downgrade(bundle, "base").applied()).isEqualTo(250);
    assertThat(target.tables()).isEmpty();
  }

  @Test
  void historyIsEmptyWhereNobodyMigrated() {
    try (Database database = target.open()) {
      History history = History.read(database);
      assertThat(history.rows()).isEmpty();
      assertThat(history.tableSchema()).isEmpty();
      assertThat(history.stored().revisions()).isEqualTo(List.of());
    }
  }

  static AthanorException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    AthanorException e = catchThrowableOfType(AthanorException.class, call);
    assertThat(e).as("a failure").isNotNull();
    return e;
  }
}
