package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.testing.Patience;
import dev.athanor.engine.testing.TestBundle;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is killed and whenever: history says what is, and a second run completes. */
class CrashTest {
  private static final int REVISIONS = 120;

  private Target target = Target.fresh();

  /** Every tenth changeset takes a moment, so that a kill meets them in all states. */
  static Bundle bundle() {
    TestBundle builder = new TestBundle();
    for (int i = 0; i < REVISIONS; i++) {
      String sleep = i % 10 == 5 ? ";;SELECT pg_sleep(0.05)" : "";
      builder.revision(
          "r%03d".formatted(i),
          "CREATE TABLE t%03d (id int)".formatted(i) + sleep,
          "DROP TABLE t%03d".formatted(i));
    }
    return builder.build();
  }

  private void assertHistoryIsReality() {
    List<String> recorded =
        target.ask("SELECT to_regclass('databasechangelog')::text") == null
            ? List.of()
            : target.recorded();
    assertThat(target.tables())
        .isEqualTo(recorded.stream().map(id -> id.replace('r', 't')).sorted().toList());
    for (int i = 0; i < recorded.size(); i++) {
      assertThat(recorded.get(i)).isEqualTo("r%03d".formatted(i));
    }
  }

  @Test
  void aTerminatedBackendLeavesAKnownRevision() throws Exception {
    Bundle bundle = bundle();
    List<String> failures = new ArrayList<>();
    for (int rows : new int[] {1, 20, 45, 70, 95}) {
      target = Target.fresh();
      Thread killer = terminateAt(rows);
      try {
        target.upgrade(bundle);
      } catch (AthanorException e) {
        failures.add(e.getMessage());
        assertThat(e.reason()).isEqualTo(Reason.CONNECTION_FAILED);
      }
      killer.join();
      assertHistoryIsReality();
      target.upgrade(bundle);
      assertHistoryIsReality();
      assertThat(target.recorded()).hasSize(REVISIONS);
    }
    // A run may be over before a busy machine gets to ending it, but not all of them.
    assertThat(failures)
        .anyMatch(message -> message.contains("changesets are committed and recorded"));
  }

  @Test
  void whatIsRunAgainIsToldApartFromWhatRanBefore() {
    Bundle bundle =
        new TestBundle()
            .revision("r1", "CREATE TABLE kill (n int)")
            .revision("r2", "SELECT 1")
            .with(TestBundle.Edit::runAlways)
            .revision("r3", "SELECT pg_terminate_backend(pg_backend_pid()) FROM kill")
            .with(TestBundle.Edit::runAlways)
            .revision("r4", "SELECT 1")
            .with(TestBundle.Edit::runAlways)
            .build();
    target.upgrade(bundle);
    target.execute("INSERT INTO kill VALUES (1)");

    AthanorException failure = MigratorTest.failure(() -> target.upgrade(bundle));

    assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_FAILED);
    assertThat(failure).hasMessageContaining("1 of 3 changesets are committed and recorded");
    target.execute("DELETE FROM kill");
    target.upgrade(bundle);
  }

  /** Ends the session that holds the migration lock, as an administrator would. */
  private Thread terminateAt(int rows) {
    Thread thread =
        new Thread(
            () -> {
              awaitRecorded(rows, null);
              target.ask(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype ="
                      + " 'advisory' AND granted AND database = (SELECT oid FROM pg_database"
                      + " WHERE datname = current_database())");
            });
    thread.start();
    return thread;
  }

  @Test
  void aKilledProcessLeavesAKnownRevisionAndNoLock() throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      Process child = child();
      awaitRecorded(10 + 30 * attempt, child);
      child.destroyForcibly().waitFor();
      target.options = target.options.withLockWait(Duration.ofSeconds(20));
      try (Database database = target.open()) {
        MigrationLock.OF_DATABASE.acquire(
            database,
            Duration.ofSeconds(20),
            new Interruption(Duration.ZERO),
            MigrationListener.NONE);
      }
      assertHistoryIsReality();
    }
    target.upgrade(bundle());
    assertThat(target.recorded()).hasSize(REVISIONS);
    assertHistoryIsReality();
  }

  @Test
  void aProcessToldToStopEndsInOrder() throws Exception {
    Process child = child();
    awaitRecorded(10, child);
    child.destroy();
    assertThat(Patience.ends(child)).isTrue();

    assertHistoryIsReality();
    assertThat(target.recorded().size()).isBetween(10, REVISIONS);
    assertThat(target.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        .isEqualTo("0");
    assertThat(target.ask("SELECT outcome FROM athanor.run")).isIn("INTERRUPTED", "SUCCEEDED");
    target.upgrade(bundle());
    assertThat(target.recorded()).hasSize(REVISIONS);
  }

  private void awaitRecorded(int rows, Process child) {
    try (Database database = target.open()) {
      for (int i = 0; i < 2000 && (child == null || child.isAlive()); i++) {
        boolean exists =
            database.queryText("SELECT to_regclass('databasechangelog')::text") != null;
        if (exists
            && Integer.parseInt(database.queryText("SELECT count(*) FROM databasechangelog"))
                >= rows) {
          return;
        }
        Thread.sleep(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process child() throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashTest.class.getName(),
            target.url.toString())
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start();
  }

  /** The child: migrates the database it is given. */
  public static void main(String[] arguments) {
    Target target = new Target(DatabaseUrl.parse(arguments[0]));
    target.options = target.options.withHandleShutdown(true);
    target.migrate(new PlanRequest(bundle(), "head", PlanOptions.UPGRADE));
  }

  @Test
  void anInterruptCancelsAStatementThatTakesTooLong() throws Exception {
    AthanorException failure =
        interrupted(
            new TestBundle()
                .revision("r000", "CREATE TABLE t000 (id int)")
                .revision("r001", "CREATE TABLE t001 (id int);;SELECT pg_sleep(60)")
                .build());

    assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(failure).hasMessageContaining("1 of 2 changesets");
    assertHistoryIsReality();
    assertThat(target.ask("SELECT outcome FROM athanor.run")).isEqualTo("INTERRUPTED");
  }

  @Test
  void anInterruptedPreconditionIsNotTakenForOneThatFailed() throws Exception {
    Guard slow =
        new Guard(
            new Guard.Query("SELECT 1 FROM pg_sleep(60)", "1", "slow"),
            Guard.Action.MARK_RAN,
            Guard.Action.MARK_RAN,
            "");
    AthanorException failure =
        interrupted(
            new TestBundle()
                .revision("r000", "CREATE TABLE t000 (id int)")
                .revision("r001", "CREATE TABLE t001 (id int)")
                .with(edit -> edit.guard(slow))
                .build());

    assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(target.recorded()).containsExactly("r000");
    assertHistoryIsReality();
  }

  /** What a run ends with that is interrupted while it sleeps in the database. */
  private AthanorException interrupted(Bundle bundle) throws InterruptedException {
    target.options = target.options.withInterruptGrace(Duration.ofMillis(200));
    PlanRequest request = new PlanRequest(bundle, "head", PlanOptions.UPGRADE);
    var plan = target.plan(request);
    Migrator migrator = new Migrator(target.url, target.settings, request);
    Thread interrupter =
        new Thread(
            () -> {
              awaitSleeping();
              migrator.interrupt();
            });
    interrupter.start();
    AthanorException failure =
        MigratorTest.failure(() -> migrator.migrate(plan, Target.waived(plan), target.options));
    interrupter.join();
    return failure;
  }

  private void awaitSleeping() {
    try (Database database = target.open()) {
      for (int i = 0; i < 1000; i++) {
        if (!"0"
            .equals(
                database.queryText(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname"
                        + " = current_database()"))) {
          return;
        }
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
