package dev.athanor.engine.apply;

import static dev.athanor.engine.apply.MigratorTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.testing.Patience;
import dev.athanor.engine.testing.TestBundle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A run that waits for a table lets others pass. That nobody queues is shown without a clock: while
 * a reader holds the run up, a writer gets through.
 */
class LockRetryTest {
  private static final String ALTER = "ALTER TABLE a ADD COLUMN m int";

  private final Target target = Target.fresh();
  private final BlockingQueue<LockWait> blocked = new LinkedBlockingQueue<>();
  private final List<Integer> attempts = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  @BeforeEach
  void waitsShortlyAndLong() {
    target.settings =
        target
            .settings
            .withLockAttempt(Duration.ofMillis(300))
            .withLockTimeout(Duration.ofMinutes(2));
    target.options =
        target.options.withListener(
            new MigrationListener() {
              @Override
              public void blocked(LockWait wait) {
                blocked.add(wait);
              }

              @Override
              public void unblocked(PlanStep step, int tried, Duration waited) {
                attempts.add(tried);
              }

              @Override
              public void warning(String message) {
                warnings.add(message);
              }
            });
  }

  private static TestBundle withTable() {
    return new TestBundle()
        .revision("r1", "CREATE TABLE a (n int);;CREATE TABLE b (n int)", "DROP TABLE a, b");
  }

  private static Bundle altering() {
    return withTable()
        .revision("r2", ALTER, "ALTER TABLE a DROP COLUMN m")
        .revision("r3", "CREATE TABLE c (n int)", "DROP TABLE c")
        .build();
  }

  private LockWait awaitBlocked() throws InterruptedException {
    LockWait wait = blocked.poll(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(wait).as("what the run waits for").isNotNull();
    return wait;
  }

  private Database readingA() {
    Database reader = target.open();
    reader.execute("SET application_name = 'a report';BEGIN;SELECT count(*) FROM a WHERE n = 42");
    return reader;
  }

  /** Runs while a reader holds {@code a}, and a writer gets through; then the reader goes. */
  private void passedByAWriter(Runnable run) throws Exception {
    try (Database reader = readingA();
        Database writer = target.open()) {
      CompletableFuture<Void> running = CompletableFuture.runAsync(run);
      assertThat(awaitBlocked().lock()).isEqualTo("ACCESS EXCLUSIVE on public.a");
      writer.execute("INSERT INTO a (n) VALUES (1)");
      assertThat(running).isNotDone();
      reader.execute("ROLLBACK");
      Patience.get(running);
    }
    assertThat(attempts).hasSize(1);
    assertThat(attempts.get(0)).isGreaterThan(1);
  }

  private List<String> order() {
    return target.list(
        "SELECT orderexecuted::text FROM databasechangelog d ORDER BY d.orderexecuted");
  }

  @Test
  void letsOthersPassOnTheWayUp() throws Exception {
    Bundle bundle = altering();
    target.upgrade(bundle, "r1");
    passedByAWriter(() -> target.upgrade(bundle));
    assertThat(target.recorded()).containsExactly("r1", "r2", "r3");
    assertThat(order()).containsExactly("1", "2", "3");
    assertThat(target.ask("SELECT count(m) || '/' || count(n) FROM a")).isEqualTo("0/1");
  }

  @Test
  void letsOthersPassOnTheWayDown() throws Exception {
    Bundle bundle = altering();
    target.upgrade(bundle);
    passedByAWriter(() -> target.downgrade(bundle, "r1"));
    assertThat(target.recorded()).containsExactly("r1");
    assertThat(target.tables()).containsExactly("a", "b");
  }

  @Test
  void aFlightGoesOnWhereItWasHeldUp() throws Exception {
    int all = 120;
    TestBundle builder = withTable();
    IntStream.rangeClosed(2, all)
        .forEach(i -> builder.revision("r" + i, i == 60 ? ALTER : "CREATE TABLE t" + i + " ()"));
    Bundle bundle = builder.build();
    target.upgrade(bundle, "r1");
    passedByAWriter(
        () -> {
          MigrationResult result = target.upgrade(bundle);
          assertThat(result.applied()).isEqualTo(all - 1);
        });
    assertThat(target.recorded())
        .isEqualTo(IntStream.rangeClosed(1, all).mapToObj(i -> "r" + i).toList());
    assertThat(order())
        .isEqualTo(IntStream.rangeClosed(1, all).mapToObj(Integer::toString).toList());
  }

  @Test
  void whatIsBeforeTheOneThatWaitsIsCommittedMeanwhile() throws Exception {
    Bundle bundle =
        withTable().revision("r2", "CREATE TABLE c (n int)").revision("r3", ALTER).build();
    target.upgrade(bundle, "r1");
    try (Database reader = readingA()) {
      CompletableFuture<MigrationResult> run =
          CompletableFuture.supplyAsync(() -> target.upgrade(bundle));
      awaitBlocked();
      assertThat(target.recorded()).containsExactly("r1", "r2");
      reader.execute("ROLLBACK");
      Patience.get(run);
    }
  }

  @Test
  void aStatementOutsideATransactionLetsOthersPassToo() throws Exception {
    Bundle bundle =
        withTable()
            .revision("r2", "VACUUM FULL a")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(bundle, "r1");
    passedByAWriter(() -> target.upgrade(bundle));
    assertThat(target.recorded()).containsExactly("r1", "r2");
    assertThat(target.ask("SELECT count(*) FROM athanor.unfinished")).isEqualTo("0");
  }

  @Test
  void aProcedureThatCommitsIsNotCalledTwice() throws Exception {
    Bundle bundle =
        withTable()
            .revision(
                "r2",
                "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.b VALUES (1);"
                    + " COMMIT; LOCK TABLE public.a; END $$")
            .revision("r3", "CALL p()")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(bundle, "r2");
    try (Database reader = readingA()) {
      CompletableFuture<MigrationResult> run =
          CompletableFuture.supplyAsync(() -> target.upgrade(bundle));
      // Seen for a second, which is longer than an attempt.
      awaitBlocked();
      reader.execute("ROLLBACK");
      Patience.get(run);
    }
    assertThat(target.ask("SELECT count(*) FROM b")).isEqualTo("1");
    assertThat(target.recorded()).containsExactly("r1", "r2", "r3");
  }

  @Test
  void whatAConcurrentBuildWaitsForIsNamed() throws Exception {
    Bundle bundle =
        withTable()
            .revision("r2", "CREATE INDEX CONCURRENTLY a_n ON a (n)")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(bundle, "r1");
    try (Database writer = target.open()) {
      writer.execute("BEGIN;INSERT INTO a VALUES (1)");
      CompletableFuture<MigrationResult> run =
          CompletableFuture.supplyAsync(() -> target.upgrade(bundle));
      LockWait wait = awaitBlocked();
      assertThat(wait.blockers())
          .extracting(Blocker::pid)
          .containsExactly(writer.facts().backendPid());
      writer.execute("ROLLBACK");
      Patience.get(run);
    }
    assertThat(attempts).isEmpty();
  }

  @Test
  void aChangesetsOwnLockTimeoutIsItsOwn() throws Exception {
    Bundle bundle = withTable().revision("r2", "SET lock_timeout = '1min';;" + ALTER).build();
    target.upgrade(bundle, "r1");
    try (Database reader = readingA()) {
      CompletableFuture<MigrationResult> run =
          CompletableFuture.supplyAsync(() -> target.upgrade(bundle));
      // Seen for a second, which is longer than an attempt.
      awaitBlocked();
      reader.execute("ROLLBACK");
      Patience.get(run);
    }
    assertThat(attempts).isEmpty();
  }

  @Test
  void whoIsInTheWayIsNamedWhenItIsGivenUp() {
    Bundle bundle = altering();
    target.upgrade(bundle, "r1");
    target.settings =
        target
            .settings
            .withLockAttempt(Duration.ofMillis(700))
            .withLockTimeout(Duration.ofSeconds(2));
    try (Database reader = readingA()) {
      int pid = reader.facts().backendPid();

      AthanorException failure = failure(() -> target.upgrade(bundle));

      assertThat(failure.reason()).isEqualTo(Reason.LOCK_TIMEOUT);
      assertThat(failure)
          .hasMessageContaining("r2.sql::r2::test")
          .hasMessageContaining("times within")
          .hasMessageContaining("ACCESS EXCLUSIVE on public.a, behind process " + pid)
          .hasMessageContaining("application a report")
          .hasMessageContaining("idle in transaction since 20")
          .hasMessageContaining("SELECT count(*) FROM a WHERE n = ?")
          .hasMessageContaining("Nothing of the plan was done");
      assertThat(failure.nextStep()).contains("pg_terminate_backend(" + pid + ")");
    }
    assertThat(target.recorded()).containsExactly("r1");
    target.upgrade(bundle);
  }

  @Test
  void aDeadlocksVictimIsTriedAgain() throws Exception {
    Bundle bundle =
        withTable()
            .revision("r2", "LOCK TABLE a;;SELECT pg_sleep(0.5);;LOCK TABLE b;;" + ALTER)
            .build();
    target.upgrade(bundle, "r1");
    target.settings = target.settings.withLockAttempt(Duration.ofSeconds(30));
    try (Database other = target.open();
        Database admin = target.open()) {
      other.execute("SET deadlock_timeout = '10min';BEGIN;LOCK TABLE b");
      CompletableFuture<MigrationResult> run =
          CompletableFuture.supplyAsync(() -> target.upgrade(bundle));
      while (admin
          .queryText("SELECT count(*) FROM pg_locks WHERE relation = 'a'::regclass AND granted")
          .equals("0")) {
        Thread.sleep(10);
      }
      other.execute("LOCK TABLE a");
      other.execute("ROLLBACK");
      Patience.get(run);
    }
    assertThat(attempts).containsExactly(2);
    assertThat(target.recorded()).containsExactly("r1", "r2");
  }

  @Test
  void aConcurrentBuildThatIsADeadlocksVictimIsBuiltAgain() {
    Bundle bundle =
        withTable()
            .revision(
                "r2",
                "INSERT INTO a VALUES (1);CREATE SEQUENCE tries;CREATE FUNCTION met(n int) RETURNS"
                    + " int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN IF nextval('public.tries') < 2"
                    + " THEN RAISE EXCEPTION 'met' USING ERRCODE = 'deadlock_detected'; END IF;"
                    + " RETURN n; END $$")
            .revision("r3", "CREATE INDEX CONCURRENTLY a_n ON a (met(n))")
            .with(TestBundle.Edit::outsideTransaction)
            .build();
    target.upgrade(bundle);
    assertThat(attempts).containsExactly(2);
    assertThat(
            target.list(
                "SELECT indexrelid::regclass || '/' || indisvalid FROM pg_index"
                    + " WHERE indrelid = 'a'::regclass"))
        .containsExactly("a_n/true");
    assertThat(target.ask("SELECT count(*) FROM athanor.unfinished")).isEqualTo("0");
  }

  @Test
  void whatEndsAnAttemptSoonerIsTriedAgainAlsoWhereAnAttemptIsAllTheTimeThereIs() {
    target.settings = target.settings.withLockTimeout(Duration.ofSeconds(2));
    aSerializationFailureIsTriedAgain();
  }

  @Test
  void aSerializationFailureIsTriedAgain() {
    Bundle bundle =
        withTable()
            .revision("r2", "CREATE SEQUENCE tries")
            .revision(
                "r3",
                "INSERT INTO a VALUES (1);;DO $$ BEGIN IF nextval('tries') < 3 THEN RAISE EXCEPTION"
                    + " 'not yet' USING ERRCODE = 'serialization_failure'; END IF; END $$")
            .build();
    target.upgrade(bundle);
    assertThat(attempts).containsExactly(3);
    assertThat(target.ask("SELECT count(*) FROM a")).isEqualTo("1");
  }

  @Test
  void whatTheServerSaysIsSaidOnceHoweverOftenItIsTried() {
    Bundle bundle =
        withTable()
            .revision("r2", "CREATE SEQUENCE tries")
            .revision(
                "r3",
                "DO $$ BEGIN RAISE NOTICE 'told'; IF nextval('tries') < 4 THEN RAISE EXCEPTION"
                    + " 'not yet' USING ERRCODE = 'deadlock_detected'; END IF; RAISE NOTICE 'new';"
                    + " END $$")
            .build();
    MigrationResult result = target.upgrade(bundle);
    assertThat(attempts).containsExactly(4);
    assertThat(warnings)
        .containsExactly("r3.sql::r3::test: NOTICE: told", "r3.sql::r3::test: NOTICE: new");
    assertThat(result.warnings()).isEqualTo(warnings);
  }

  @Test
  void anInterruptEndsTheWaitLongBeforeTheGraceDoes() throws Exception {
    Bundle bundle = altering();
    target.upgrade(bundle, "r1");
    target.options = target.options.withInterruptGrace(Duration.ofMinutes(5));
    PlanRequest request = new PlanRequest(bundle, "head", PlanOptions.UPGRADE);
    MigrationPlan plan = target.plan(request);
    Migrator migrator = new Migrator(target.url, target.settings, request);
    try (Database reader = readingA()) {
      CompletableFuture<AthanorException> run =
          CompletableFuture.supplyAsync(
              () -> failure(() -> migrator.migrate(plan, Target.waived(plan), target.options)));
      awaitBlocked();
      migrator.interrupt();
      assertThat(Patience.get(run).reason()).isEqualTo(Reason.INTERRUPTED);
      reader.execute("ROLLBACK");
    }
    assertThat(target.recorded()).containsExactly("r1");
    target.upgrade(bundle);
  }

  @Test
  void whatMayFailIsLeftOutOnceItWasWaitedLongEnough() {
    Bundle bundle =
        withTable()
            .revision("r2", ALTER)
            .with(TestBundle.Edit::mayFail)
            .revision("r3", "CREATE TABLE c (n int)")
            .build();
    target.upgrade(bundle, "r1");
    target.settings = target.settings.withLockTimeout(Duration.ofMillis(700));
    try (Database reader = readingA()) {
      assertThat(target.upgrade(bundle).skipped()).containsExactly("r2.sql::r2::test");
      reader.execute("ROLLBACK");
    }
    assertThat(target.recorded()).containsExactly("r1", "r3");
    assertThat(attempts).isEmpty();
  }

  @Test
  void withoutAttemptsItWaitsAllAtOnce() throws Exception {
    Bundle bundle = altering();
    target.upgrade(bundle, "r1");
    target.settings = target.settings.withLockAttempt(Duration.ZERO);
    try (Database reader = readingA()) {
      CompletableFuture<MigrationResult> run =
          CompletableFuture.supplyAsync(() -> target.upgrade(bundle));
      awaitBlocked();
      reader.execute("ROLLBACK");
      Patience.get(run);
    }
    assertThat(attempts).isEmpty();
  }

  @Test
  void howFarALongStatementIsIsHeard() {
    List<Working> heard = new CopyOnWriteArrayList<>();
    target.options =
        target.options.withListener(
            new MigrationListener() {
              @Override
              public void working(Working how) {
                heard.add(how);
              }
            });
    target.upgrade(
        withTable()
            .revision(
                "r2",
                "INSERT INTO a SELECT generate_series(1, 250);CREATE FUNCTION slow(n int) RETURNS"
                    + " int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.01); RETURN n;"
                    + " END $$")
            .revision("r3", "CREATE INDEX slowly ON a (slow(n))")
            .build());
    assertThat(heard).isNotEmpty();
    assertThat(heard)
        .anySatisfy(
            how -> {
              assertThat(how.statement()).isEqualTo("CREATE INDEX slowly ON a (slow(n))");
              assertThat(how.phase().orElse("")).startsWith("building index");
            });
  }

  @Test
  void whoIsInTheWayIsNamedAlsoWhereWhatItDoesIsHidden() throws Exception {
    String name = target.url.database();
    target.execute(
        ("CREATE ROLE %1$s_owner; CREATE ROLE %1$s_login LOGIN; GRANT %1$s_owner TO %1$s_login;"
                + "GRANT CREATE ON DATABASE %1$s TO %1$s_owner;"
                + "GRANT ALL ON SCHEMA public TO %1$s_owner")
            .formatted(name));
    Target deployer = new Target(target.url.withCredentials(name + "_login", null));
    deployer.settings = target.settings.withRole(name + "_owner");
    deployer.options = target.options;
    Bundle bundle = altering();
    deployer.upgrade(bundle, "r1");
    try (Database reader = readingA()) {
      CompletableFuture<MigrationResult> run =
          CompletableFuture.supplyAsync(() -> deployer.upgrade(bundle));
      Blocker blocker = awaitBlocked().blockers().get(0);
      assertThat(blocker.pid()).isEqualTo(reader.facts().backendPid());
      assertThat(blocker.user()).contains("postgres");
      assertThat(blocker.application()).contains("a report");
      assertThat(blocker.query()).isEmpty();
      reader.execute("ROLLBACK");
      Patience.get(run);
    }
    assertThat(target.recorded()).containsExactly("r1", "r2", "r3");
  }
}
