package dev.athanor.engine.apply;

import static dev.athanor.engine.apply.MigratorTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.TestBundle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Changesets outside a transaction: recorded before and after, and resumable in between. */
class OutsideTest {
  private static final String BUILD = "CREATE INDEX CONCURRENTLY a_n ON a (n)";
  private static final String DROP = "DROP INDEX CONCURRENTLY a_n";

  private final Target target = Target.fresh();

  private static Bundle index(String up, String down) {
    return new TestBundle()
        .revision("r1", "CREATE TABLE a (n int)", "DROP TABLE a")
        .revision("r2", up, down)
        .with(TestBundle.Edit::outsideTransaction)
        .revision("r3", "CREATE TABLE c (id int)", "DROP TABLE c")
        .build();
  }

  private String indexes() {
    return target.ask(
        "SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ', ' ORDER BY"
            + " indexrelid::regclass::text) FROM"
            + " pg_index WHERE indrelid = 'a'::regclass");
  }

  private String unfinished() {
    return target.ask("SELECT count(*) FROM athanor.unfinished");
  }

  @Test
  void goesUpAndDown() {
    Bundle bundle = index(BUILD, DROP);
    target.upgrade(bundle);
    assertThat(indexes()).isEqualTo("a_n true");
    assertThat(target.recorded()).containsExactly("r1", "r2", "r3");
    assertThat(unfinished()).isEqualTo("0");
    target.downgrade(bundle, "r1");
    assertThat(indexes()).isNull();
    assertThat(unfinished()).isEqualTo("0");
  }

  /** Ends the run's session while its statement waits for a transaction that uses the table. */
  private void cutOff(Runnable run) throws InterruptedException {
    try (Database blocker = target.open();
        Database watcher = target.open()) {
      blocker.execute("BEGIN;INSERT INTO a VALUES (1)");
      CompletableFuture<AthanorException> failed =
          CompletableFuture.supplyAsync(() -> failure(run::run));
      while ("0"
          .equals(
              watcher.queryText(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname ="
                      + " current_database() AND query ~ '^(CREATE|DROP) INDEX CONCURRENTLY'"
                      + " AND wait_event_type = 'Lock' AND state = 'active'"))) {
        Thread.sleep(10);
      }
      assertThat(failed.join().reason()).isEqualTo(Reason.CONNECTION_FAILED);
      blocker.execute("ROLLBACK");
    }
  }

  @Test
  void anIndexBuildThatWasCutOffIsBuiltAgain() throws InterruptedException {
    Bundle bundle = index(BUILD, DROP);
    target.upgrade(bundle, "r1");

    cutOff(() -> target.upgrade(bundle));

    assertThat(indexes()).isEqualTo("a_n false");
    assertThat(unfinished()).isEqualTo("1");
    assertThat(target.recorded()).containsExactly("r1");
    target.upgrade(bundle);
    assertThat(indexes()).isEqualTo("a_n true");
    assertThat(unfinished()).isEqualTo("0");
    assertThat(target.recorded()).containsExactly("r1", "r2", "r3");
  }

  @Test
  void anIndexWithoutANameIsFoundAgainToo() throws InterruptedException {
    Bundle bundle =
        index("CREATE INDEX CONCURRENTLY ON public.\"a\" (n)", "DROP INDEX CONCURRENTLY a_n_idx");
    target.upgrade(bundle, "r1");
    target.execute("CREATE INDEX kept ON a (n)");

    cutOff(() -> target.upgrade(bundle));
    assertThat(indexes()).isEqualTo("a_n_idx false, kept true");

    target.upgrade(bundle);
    assertThat(indexes()).isEqualTo("a_n_idx true, kept true");
  }

  @Test
  void anIndexThatWasBuiltButNotRecordedIsNotBuiltTwice() {
    Bundle bundle = index(BUILD, DROP);
    target.upgrade(bundle, "r1");
    target.execute(
        "INSERT INTO athanor.unfinished (history, path, id, author, undo, next, before, run) VALUES"
            + " ('public', 'r2.sql', 'r2', 'test', false, 0, '{}', gen_random_uuid())");
    target.execute("CREATE INDEX a_n ON a (n)");
    String oid = target.ask("SELECT 'a_n'::regclass::oid");

    target.upgrade(bundle);

    assertThat(target.ask("SELECT 'a_n'::regclass::oid")).isEqualTo(oid);
    assertThat(target.recorded()).contains("r2");
  }

  @Test
  void anIndexDropThatWasCutOffIsFinishedOrTakenBack() throws InterruptedException {
    Bundle bundle = index(BUILD, DROP);
    target.upgrade(bundle, "r2");

    cutOff(() -> target.downgrade(bundle, "r1"));
    assertThat(indexes()).isEqualTo("a_n false");
    assertThat(target.recorded()).contains("r2");
    target.upgrade(bundle, "r2");
    assertThat(indexes()).isEqualTo("a_n true");
    assertThat(unfinished()).isEqualTo("0");

    cutOff(() -> target.downgrade(bundle, "r1"));
    target.downgrade(bundle, "r1");
    assertThat(indexes()).isNull();
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void aConcurrentBuildWaitsLongerThanTheLockTimeoutForOldTransactions() throws Exception {
    Bundle bundle = index(BUILD, DROP);
    target.upgrade(bundle, "r1");
    target.settings = target.settings.withLockTimeout(Duration.ofMillis(100));
    try (Database report = target.open()) {
      report.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM a");
      CompletableFuture<MigrationResult> build =
          CompletableFuture.supplyAsync(() -> target.upgrade(bundle));
      try (Database admin = target.open()) {
        String waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^CREATE INDEX CONCURRENTLY' AND"
                + " datname = current_database() AND wait_event_type = 'Lock'"
                + " AND clock_timestamp() - query_start > interval '400 ms'";
        while (!build.isDone() && admin.queryText(waiting).equals("0")) {
          Thread.sleep(20);
        }
      }
      assertThat(build).isNotDone();
      report.execute("ROLLBACK");
      assertThat(build.join().applied()).isEqualTo(2);
    }
  }

  @Test
  void aDetachThatWasCancelledIsFinishedByTheNextRun() throws Exception {
    Bundle bundle =
        new TestBundle()
            .revision(
                "r1",
                "CREATE TABLE a (n int) PARTITION BY LIST (n);"
                    + "CREATE TABLE a1 PARTITION OF a FOR VALUES IN (1)")
            .revision("r2", "ALTER TABLE a DETACH PARTITION a1 CONCURRENTLY")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(bundle, "r1");
    target.settings = target.settings.withStatementTimeout(Duration.ofMillis(400));
    try (Database reader = target.open()) {
      reader.execute("BEGIN;SELECT count(*) FROM a");
      assertThat(failure(() -> target.upgrade(bundle)).reason()).isEqualTo(Reason.STATEMENT_FAILED);
      reader.execute("ROLLBACK");
    }
    assertThat(target.ask("SELECT inhdetachpending FROM pg_inherits")).isEqualTo("t");

    target.settings = target.settings.withStatementTimeout(Duration.ZERO);
    target.upgrade(bundle);

    assertThat(target.ask("SELECT count(*) FROM pg_inherits")).isEqualTo("0");
    assertThat(target.recorded()).containsExactly("r1", "r2");
    assertThat(unfinished()).isEqualTo("0");
  }

  @Test
  void aFailedBuildLeavesNothing() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (n int);;INSERT INTO a VALUES (1), (1)")
            .revision("r2", "CREATE UNIQUE INDEX CONCURRENTLY a_n ON a (n)")
            .with(TestBundle.Edit::outsideTransaction)
            .build();

    AthanorException failure = failure(() -> target.upgrade(bundle));

    assertThat(failure.reason()).isEqualTo(Reason.STATEMENT_FAILED);
    assertThat(failure).hasMessageContaining("could not create unique index");
    assertThat(indexes()).isNull();
    assertThat(unfinished()).isEqualTo("0");
    target.execute("DELETE FROM a");
    target.upgrade(bundle);
    assertThat(indexes()).isEqualTo("a_n true");
  }

  @Test
  void anInvalidIndexThatWasThereIsNotTakenForTheNewOne() {
    Bundle bundle = index("CREATE INDEX CONCURRENTLY IF NOT EXISTS a_n ON a (n)", DROP);
    target.upgrade(bundle, "r1");
    target.execute("CREATE INDEX a_n ON a (n)");
    target.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'a_n'::regclass");

    AthanorException failure = failure(() -> target.upgrade(bundle));

    assertThat(failure).hasMessageContaining("a_n exists, but is INVALID");
    assertThat(target.recorded()).containsExactly("r1");
  }

  @Test
  void whatCouldRunInATransactionDoes() {
    Bundle bundle = index("INSERT INTO a VALUES (1)", "DELETE FROM a");
    target.upgrade(bundle);
    assertThat(
            target.ask(
                "SELECT a.xmin::text = h.xmin::text FROM a, databasechangelog h WHERE id = 'r2'"))
        .isEqualTo("t");
  }

  @Test
  void otherStatementsOutsideATransactionWork() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (n int);;CREATE TYPE mood AS ENUM ('sad')")
            .revision("r2", "VACUUM a")
            .with(TestBundle.Edit::outsideTransaction)
            .revision("r3", "ALTER TYPE mood ADD VALUE 'glad'")
            .with(TestBundle.Edit::outsideTransaction)
            .revision("r4", "DO $$ BEGIN INSERT INTO a VALUES (1); COMMIT; END $$")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(bundle);
    assertThat(target.recorded()).hasSize(4);
    assertThat(target.ask("SELECT enum_range(NULL::mood)::text")).isEqualTo("{sad,glad}");
  }

  /** That it is there already is an answer to who tried before, and an error to who did not. */
  @Test
  void whatWasDoneButNotRecordedIsNotAFailure() {
    String name = target.url.database() + "_made";
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (n int)")
            .revision("r2", "CREATE DATABASE " + name)
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(bundle, "r1");
    target.execute("CREATE DATABASE " + name);
    assertThat(failure(() -> target.upgrade(bundle))).hasMessageContaining("already exists");
    assertThat(unfinished()).isEqualTo("0");
    target.execute(
        "INSERT INTO athanor.unfinished (history, path, id, author, undo, next, before, run) VALUES"
            + " ('public', 'r2.sql', 'r2', 'test', false, 0, '{}', gen_random_uuid())");

    target.upgrade(bundle);

    assertThat(target.recorded()).containsExactly("r1", "r2");
    assertThat(unfinished()).isEqualTo("0");
  }

  @Test
  void whatTheServerRefusesInATransactionRunsOutside() {
    String table =
        "CREATE TABLE p (n int) PARTITION BY RANGE (n);;CREATE INDEX p_n ON p (n);;"
            + "CREATE PROCEDURE twice() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (1);"
            + " COMMIT; INSERT INTO a VALUES (2); END $$;;CREATE TABLE a (n int);;"
            + "CREATE TYPE mood AS ENUM ('sad');;CREATE TABLE m (m mood)";
    for (String statement :
        List.of(
            "REINDEX INDEX p_n",
            "CALL twice()",
            "ALTER TYPE mood ADD VALUE 'glad';;INSERT INTO m VALUES ('glad')")) {
      Target own = Target.fresh();
      TestBundle inside = new TestBundle().revision("r1", table).revision("r2", statement);
      AthanorException failure = failure(() -> own.upgrade(inside.build()));
      assertThat(failure.nextStep()).as(statement).contains("changeset of its own");
      assertThat(own.recorded()).containsExactly("r1");

      own.upgrade(inside.with(TestBundle.Edit::outsideTransaction).build());

      assertThat(own.recorded()).as(statement).containsExactly("r1", "r2");
      assertThat(own.ask("SELECT count(*) FROM athanor.unfinished")).isEqualTo("0");
    }
  }

  @Test
  void severalStatementsRunOneByOneAndGoOnWhereTheyWere() {
    List<String> statements =
        List.of(
            "INSERT INTO a VALUES (1)",
            "CREATE INDEX CONCURRENTLY a_1 ON a (n)",
            "INSERT INTO a VALUES (2)",
            "CREATE INDEX CONCURRENTLY a_2 ON a (n)",
            "COPY a FROM stdin;\n3\n\\.");
    String killer =
        "DO $$ BEGIN IF EXISTS (SELECT FROM killed) THEN"
            + " PERFORM pg_terminate_backend(pg_backend_pid()); END IF; END $$";
    for (int at = 0; at <= statements.size(); at++) {
      List<String> all = new java.util.ArrayList<>(statements);
      all.add(at, killer);
      Target own = Target.fresh();
      Bundle bundle =
          new TestBundle()
              .revision("r1", "CREATE TABLE a (n int);;CREATE TABLE killed AS SELECT 1 AS one")
              .revision("r2", String.join(";;", all))
              .with(TestBundle.Edit::outsideTransaction)
              .build();

      assertThat(failure(() -> own.upgrade(bundle)).reason()).isEqualTo(Reason.CONNECTION_FAILED);
      assertThat(own.ask("SELECT count(*) FROM a")).isEqualTo(String.valueOf((at + 1) / 2));
      own.execute("DELETE FROM killed");
      own.upgrade(bundle);

      assertThat(own.list("SELECT n FROM a ORDER BY n")).as("killed at " + at).hasSize(3);
      assertThat(
              own.ask(
                  "SELECT count(*) FROM pg_index WHERE indisvalid AND indrelid = 'a'::regclass"))
          .isEqualTo("2");
      assertThat(own.recorded()).containsExactly("r1", "r2");
      assertThat(own.ask("SELECT count(*) FROM athanor.unfinished")).isEqualTo("0");
    }
  }

  @Test
  void aStatementThatCommitsInsideIsNotSaidToBeUndone() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE a (n int)")
            .revision(
                "r2",
                "INSERT INTO a VALUES (1);;"
                    + "DO $$ BEGIN INSERT INTO a VALUES (2); COMMIT; PERFORM 1 / 0; END $$")
            .with(TestBundle.Edit::outsideTransaction)
            .build();

    for (int run = 1; run <= 2; run++) {
      AthanorException failure = failure(() -> target.upgrade(bundle));
      assertThat(failure).hasMessageContaining("division by zero");
      assertThat(failure.nextStep())
          .startsWith("Correct the statement and run again. ")
          .contains("begins with this statement", "so is what it committed itself")
          .doesNotContain("undone");
      assertThat(target.list("SELECT n FROM a ORDER BY n"))
          .as("as it was said")
          .isEqualTo(run == 1 ? List.of("1", "2") : List.of("1", "2", "2"));
    }
  }

  @Test
  void aConcurrentBuildInsideATransactionIsToldWhatToDo() {
    Bundle bundle =
        new TestBundle().revision("r1", "CREATE TABLE a (n int)").revision("r2", BUILD).build();
    assertThat(failure(() -> target.upgrade(bundle)).nextStep()).contains("runInTransaction:false");
  }
}
