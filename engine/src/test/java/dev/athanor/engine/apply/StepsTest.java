package dev.athanor.engine.apply;

import static dev.athanor.engine.apply.MigratorTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.TestBundle;
import dev.athanor.engine.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular about single steps. */
class StepsTest {
  private final Target target = Target.fresh();

  private static Guard guard(String sql, Guard.Action onFail, Guard.Action onError) {
    return new Guard(new Guard.Query(sql, "1", "a is empty"), onFail, onError, "told so");
  }

  private static Bundle guarded(Guard guard) {
    return new TestBundle()
        .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
        .revision("r2", "CREATE TABLE b (id int)", "DROP TABLE b")
        .with(edit -> edit.guard(guard))
        .revision("r3", "CREATE TABLE c (id int)", "DROP TABLE c")
        .build();
  }

  private static final String HOLDS =
      "SELECT 1 WHERE EXISTS (SELECT FROM pg_class WHERE relname = 'a')";
  private static final String FAILS = "SELECT 0";
  private static final String BREAKS = "SELECT 1/0";

  @Test
  void aPreconditionSeesWhatTheStepBeforeDid() {
    target.upgrade(guarded(guard(HOLDS, Guard.Action.HALT, Guard.Action.HALT)));
    assertThat(target.tables()).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource({
    "CONTINUE, a c, r1 r3",
    "MARK_RAN, a c, r1 r2 r3",
    "WARN, a b c, r1 r2 r3",
  })
  void aPreconditionThatFailsOrBreaksActsAsLiquibaseDoes(
      Guard.Action action, String tables, String recorded) {
    for (String sql : List.of(FAILS, BREAKS, "SELECT 1 WHERE false")) {
      Target own = Target.fresh();
      Guard guard = guard(sql, action, action);

      MigrationResult result = own.upgrade(guarded(guard));

      assertThat(own.tables()).containsExactly(tables.split(" "));
      assertThat(own.recorded()).containsExactly(recorded.split(" "));
      assertThat(result.warnings()).hasSize(1);
      assertThat(result.warnings().get(0)).contains("a is empty").contains("told so");
      assertThat(result.skipped()).hasSize(action == Guard.Action.CONTINUE ? 1 : 0);
    }
  }

  @Test
  void aPreconditionCanHaltTheRun() {
    AthanorException failure =
        failure(() -> target.upgrade(guarded(guard(FAILS, Guard.Action.HALT, Guard.Action.WARN))));
    assertThat(failure.reason()).isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(failure).hasMessageContaining("r2.sql::r2::test").hasMessageContaining("a is empty");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void conditionsCombine() {
    Guard.Condition yes = new Guard.Query("SELECT 1", "1", "yes");
    Guard.Condition no = new Guard.Constant(false, "no");
    Guard.Condition all =
        new Guard.And(
            List.of(
                yes,
                new Guard.Or(List.of(no, yes)),
                new Guard.Not(List.of(no, new Guard.And(List.of(yes, no))))));
    target.upgrade(guarded(new Guard(all, Guard.Action.HALT, Guard.Action.HALT, "")));
    assertThat(target.tables()).contains("b");

    Guard.Condition none = new Guard.Not(List.of(no, yes));
    AthanorException failure =
        failure(
            () ->
                Target.fresh()
                    .upgrade(guarded(new Guard(none, Guard.Action.HALT, Guard.Action.HALT, ""))));
    assertThat(failure).hasMessageContaining("not yes");

    for (String rows : List.of("0", "2")) {
      Guard.Condition odd =
          new Guard.Query("SELECT 1 FROM generate_series(1, " + rows + ")", "1", "odd");
      Guard guard = new Guard(odd, Guard.Action.HALT, Guard.Action.HALT, "");
      assertThat(failure(() -> Target.fresh().upgrade(guarded(guard))))
          .hasMessageContaining(rows.equals("0") ? "odd gave no row" : "odd gave several rows");
    }
  }

  @Test
  void undoingWhatWasOnlyMarkedRunsNothing() {
    Bundle bundle = guarded(guard(FAILS, Guard.Action.MARK_RAN, Guard.Action.HALT));
    target.upgrade(bundle);
    target.downgrade(bundle, "r1");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void whatMayFailIsReportedNotRecordedAndStopsNothing() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "CREATE TABLE b (id int);;SELECT 1/0")
            .with(TestBundle.Edit::mayFail)
            .revision("r3", "CREATE TABLE c (id int)")
            .build();

    MigrationResult result = target.upgrade(bundle);

    assertThat(target.tables()).containsExactly("a", "c");
    assertThat(target.recorded()).containsExactly("r1", "r3");
    assertThat(result.skipped()).containsExactly("r2.sql::r2::test");
    assertThat(result.warnings().get(0)).contains("division by zero");
    assertThat(target.plan(new PlanRequest(bundle, "head", PlanOptions.UPGRADE)).steps())
        .hasSize(1);
  }

  @Test
  void runAlwaysAndRunOnChangeRunAgain() {
    TestBundle builder =
        new TestBundle()
            .revision("r1", "CREATE TABLE log (n int)", "DROP TABLE log")
            .revision("r2", "INSERT INTO log VALUES (1)")
            .with(TestBundle.Edit::runAlways)
            .revision("r3", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one", "DROP VIEW v")
            .with(TestBundle.Edit::runOnChange);
    target.upgrade(builder.build());
    assertThat(target.upgrade(builder.build()).applied()).isEqualTo(1);
    assertThat(target.ask("SELECT count(*) FROM log")).isEqualTo("2");

    TestBundle changed =
        new TestBundle()
            .revision("r1", "CREATE TABLE log (n int)", "DROP TABLE log")
            .revision("r2", "INSERT INTO log VALUES (1)")
            .with(TestBundle.Edit::runAlways)
            .revision("r3", "CREATE OR REPLACE VIEW v AS SELECT 2 AS one", "DROP VIEW v")
            .with(TestBundle.Edit::runOnChange);
    target.upgrade(changed.build());
    assertThat(target.ask("SELECT one FROM v")).isEqualTo("2");
    assertThat(target.list("SELECT id || exectype FROM databasechangelog ORDER BY id"))
        .containsExactly("r1EXECUTED", "r2RERAN", "r3RERAN");
  }

  @Test
  void contextsDecideWhatRuns() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "CREATE TABLE b (id int)")
            .with(edit -> edit.contexts("test and !prod"))
            .revision("r3", "CREATE TABLE c (id int)")
            .with(edit -> edit.contexts("prod"))
            .build();
    target.migrate(
        new PlanRequest(bundle, "head", PlanOptions.UPGRADE.withContexts(List.of("prod"))));
    assertThat(target.tables()).containsExactly("a", "c");
  }

  @Test
  void aSettingThatChangesHowTextIsReadWorksWithinItsChangeset() {
    Bundle bundle =
        new TestBundle()
            .revision(
                "r1",
                "SET standard_conforming_strings = off;;CREATE TABLE a AS SELECT 'it\\'s'::text AS t")
            .revision("r2", "CREATE TABLE b AS SELECT 'back\\slash'::text AS t")
            .build();
    target.upgrade(bundle);
    assertThat(target.ask("SELECT t FROM a")).isEqualTo("it's");
    assertThat(target.ask("SELECT t FROM b")).isEqualTo("back\\slash");
  }

  @Test
  void theRecordIsReadByTheRunsOwnSettings() {
    target.upgrade(
        new TestBundle()
            .revision("r1", "SELECT 1")
            .and("back\\new", "SET standard_conforming_strings = off;;CREATE TABLE a (n int)")
            .build());
    assertThat(target.recorded()).containsExactly("r1", "back\\new");
  }

  @Test
  void rowsAndFunctionsAndCommentsAreNoObstacle() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "-- nothing but a comment")
            .revision("r2", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$")
            .revision("r3", "SELECT generate_series(1, 10000)")
            .revision(
                "r4",
                "CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE"
                    + " WHEN true THEN 2 END; END; CREATE TABLE a (id int) -- ; no end")
            .revision("r5", "")
            .build();
    target.upgrade(bundle);
    assertThat(target.recorded()).hasSize(5);
    assertThat(target.ask("SELECT f() + g()")).isEqualTo("3");
  }

  @Test
  void theTransactionOfAChangesetStartsWhenItRuns() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (at timestamptz DEFAULT now())")
            .revision("r2", "INSERT INTO a DEFAULT VALUES;;DO 'BEGIN PERFORM pg_sleep(0.05); END'")
            .revision("r3", "INSERT INTO a DEFAULT VALUES")
            .build();
    target.upgrade(bundle);
    assertThat(target.ask("SELECT max(at) - min(at) > '40 ms' FROM a")).isEqualTo("t");
  }

  @Test
  void aLockTimeoutIsToldApart() throws Exception {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "ALTER TABLE a ADD COLUMN n int")
            .build();
    target.upgrade(bundle, "r1");
    target.settings = target.settings.withLockTimeout(java.time.Duration.ofMillis(100));
    try (var blocker = target.open()) {
      blocker.execute("BEGIN;LOCK TABLE a IN ACCESS SHARE MODE");
      assertThat(failure(() -> target.upgrade(bundle)).reason()).isEqualTo(Reason.LOCK_TIMEOUT);
    }
    target.upgrade(bundle);
  }

  @Test
  void aStatementTimeoutStopsTheChangeset() {
    target.settings = target.settings.withStatementTimeout(java.time.Duration.ofMillis(200));
    AthanorException failure =
        failure(
            () -> target.upgrade(new TestBundle().revision("r1", "SELECT pg_sleep(5)").build()));
    assertThat(failure.reason()).isEqualTo(Reason.STATEMENT_FAILED);
    assertThat(failure.nextStep()).contains("statementTimeout");
  }

  @Test
  void transactionControlIsRefusedBeforeAnythingRuns() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "INSERT INTO a VALUES (1); COMMIT; INSERT INTO a VALUES (2)")
            .build();
    assertThat(failure(() -> target.upgrade(bundle)).reason()).isEqualTo(Reason.UNSAFE_CHANGELOG);
    assertThat(target.tables()).isEmpty();
  }

  @Test
  void anotherClientEncodingIsRefusedBeforeAnythingRuns() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "SET client_encoding = 'LATIN1'")
            .build();
    AthanorException failure = failure(() -> target.upgrade(bundle));
    assertThat(failure.reason()).isEqualTo(Reason.UNSAFE_CHANGELOG);
    assertThat(failure.nextStep()).contains("client_encoding");
    assertThat(target.tables()).isEmpty();
  }

  @Test
  void theClientEncodingThatThereIsMayBeSet() {
    target.upgrade(
        new TestBundle()
            .revision("r1", "SET client_encoding = 'utf-8'; SET NAMES 'UTF8'")
            .revision("r2", "SET client_encoding TO DEFAULT;;CREATE TABLE a (id int)")
            .build());
    assertThat(target.tables()).containsExactly("a");
  }

  @Test
  void copyFromTheClientIsRefusedBeforeAnythingRuns() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)")
            .revision("r2", "COPY a FROM STDIN")
            .build();
    assertThat(failure(() -> target.upgrade(bundle)).reason()).isEqualTo(Reason.UNSAFE_CHANGELOG);
    assertThat(target.tables()).isEmpty();
  }

  @Test
  void rowsOfACopyAreInTheTransactionOfTheirHistoryRow() {
    String rows = "COPY a FROM stdin;\n1\tit's; \uD83D\uDE00\n2\t\\N\n\\.";
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (n int PRIMARY KEY, s text)", "DROP TABLE a")
            .revision("r2", "SELECT 1;;" + rows, "DELETE FROM a;\n" + rows.replace("1\t", "7\t"))
            .build();

    target.upgrade(bundle);

    assertThat(target.list("SELECT n || coalesce(s, '-') FROM a ORDER BY n"))
        .containsExactly("1it's; \uD83D\uDE00", "2-");
    assertThat(
            target.ask(
                "SELECT count(*) FROM a, databasechangelog h"
                    + " WHERE id = 'r2' AND a.xmin::text = h.xmin::text"))
        .isEqualTo("2");
    target.downgrade(bundle, "r1");
    assertThat(target.list("SELECT n FROM a ORDER BY n")).containsExactly("2", "7");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void aBadRowOfACopyUndoesItsChangeset() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (n int)")
            .revision(
                "r2",
                "INSERT INTO a VALUES (0);;COPY a FROM stdin;\n1\nx\n\\.;;INSERT INTO a VALUES (2)")
            .build();

    AthanorException failure = failure(() -> target.upgrade(bundle));

    assertThat(failure.reason()).isEqualTo(Reason.STATEMENT_FAILED);
    assertThat(failure)
        .hasMessageContaining("r2.sql::r2::test")
        .hasMessageContaining("line 2, column n: \"x\"")
        .hasMessageContaining("COPY a FROM stdin");
    assertThat(target.ask("SELECT count(*) FROM a")).isEqualTo("0");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void aTextIsStoredAsTheServerReadsIt() {
    String insert = "INSERT INTO a VALUES (E'it\\'s: '\n'x\\'; y\\'z'); INSERT INTO a VALUES ('b')";
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (s text)")
            .revision("r2", insert)
            .revision("r3", insert)
            .with(TestBundle.Edit::mayFail)
            .revision("r4", insert)
            .with(TestBundle.Edit::outsideTransaction)
            .build();

    target.upgrade(bundle);

    assertThat(target.list("SELECT s || count(*) FROM a GROUP BY s ORDER BY s"))
        .containsExactly("b3", "it's: x'; y'z3");
  }

  @Test
  void aSavepointStaysInside() {
    target.upgrade(
        new TestBundle()
            .revision(
                "r1",
                "CREATE TABLE a (n int);;SAVEPOINT s;;INSERT INTO a VALUES (1);;ROLLBACK TO s;;"
                    + "RELEASE s;;INSERT INTO a VALUES (2)")
            .revision("r2", "CREATE TABLE b (n int)")
            .build());
    assertThat(target.list("SELECT n FROM a")).containsExactly("2");
    assertThat(target.tables()).containsExactly("a", "b");
  }

  @Test
  void aChangesetThatForgetsPreparedStatementsIsUndoneAndToldOf() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision("r2", "CREATE TABLE b (id int); DEALLOCATE ALL", "DROP TABLE b")
            .revision("r3", "CREATE TABLE c (id int)", "DROP TABLE c")
            .build();

    AthanorException failure = failure(() -> target.upgrade(bundle));

    assertThat(failure.reason()).isEqualTo(Reason.STATEMENT_FAILED);
    assertThat(failure).hasMessageContaining("r2.sql::r2::test");
    assertThat(failure.nextStep()).contains("DEALLOCATE");
    assertThat(target.tables()).containsExactly("a");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void anUndoMayRewriteTheHistoryThatItIsTakenFrom() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .revision(
                "r2",
                "CREATE TABLE b (id int)",
                "DROP TABLE b; UPDATE databasechangelog SET comments = 'rewritten'")
            .build();
    target.upgrade(bundle);

    target.downgrade(bundle, "base");

    assertThat(target.tables()).isEmpty();
    assertThat(target.recorded()).isEmpty();
  }

  @Test
  void aMessageOfMegabytesIsCutAndHalvesNoCharacter() {
    for (String padding : List.of("", "x")) {
      Bundle bundle =
          new TestBundle()
              .revision(
                  "r1",
                  "CREATE TABLE a (n int);;DO $$ BEGIN RAISE '%', '"
                      + padding
                      + "' || repeat(U&'\\+01F600', 3000000) USING DETAIL = repeat('d', 3000000),"
                      + " HINT = repeat('h', 3000000); END $$")
              .build();
      Target own = Target.fresh();

      AthanorException failure = failure(() -> own.upgrade(bundle));

      assertThat(failure.getMessage()).hasSizeBetween(6000, 7000).contains("Detail: ddd");
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(failure.getMessage())).isTrue();
      String kept = own.ask("SELECT message FROM athanor.run");
      assertThat(failure.getMessage()).startsWith(kept.substring(0, 3999));
    }
  }

  /** What a changeset leaves to its commit is the user's as well, and means what its names say. */
  @Test
  void whatIsDeferredToTheCommitRunsByTheAskedSearchPath() {
    target.execute("CREATE SCHEMA app");
    target.settings = target.settings.withSearchPath("app");
    target.upgrade(
        new TestBundle()
            .revision(
                "r1",
                "CREATE TABLE d (id int);;CREATE TABLE notes (n int);;CREATE FUNCTION note() RETURNS"
                    + " trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO notes VALUES (1); RETURN"
                    + " NULL; END $$;;CREATE CONSTRAINT TRIGGER t AFTER INSERT ON d DEFERRABLE"
                    + " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note()")
            .revision("r2", "INSERT INTO d VALUES (1)")
            .revision("r3", "INSERT INTO d VALUES (2)")
            .with(
                edit ->
                    edit.guard(
                        guard("SELECT count(*) FROM notes", Guard.Action.HALT, Guard.Action.HALT)))
            .build());

    assertThat(target.ask("SELECT count(*) FROM app.notes")).isEqualTo("2");
  }

  /** Such a database knows no characters: the 255 of a column are bytes there. */
  @Test
  void commentsFitADatabaseThatCountsBytes() {
    String url = TestPostgres.newDatabase("ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
    Target target = new Target(DatabaseUrl.parse(url));
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (id int)", "DROP TABLE a")
            .with(edit -> edit.comments("é".repeat(200)))
            .build();

    target.upgrade(bundle);

    try (Database database = Database.open(target.url, SessionSettings.DEFAULTS)) {
      String comments =
          database.queryText("SELECT comments FROM public.databasechangelog WHERE id = 'r1'");
      assertThat(comments).isEqualTo("é".repeat(123) + "...");
    }
  }
}
