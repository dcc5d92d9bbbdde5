package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.CuttingProxy;
import dev.athanor.engine.testing.TestBundle;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is lost leaves no run open, and the truth is told once it can be known. */
class AftermathTest {
  private static final Bundle BUNDLE =
      new TestBundle()
          .revision("r1", "CREATE TABLE t1 (id int)", "DROP TABLE t1")
          .revision("r2", "CREATE TABLE t2 (id int)", "DROP TABLE t2")
          .build();

  private final Target target = Target.fresh();

  /** The same database, by way of the proxy. */
  private Target through(CuttingProxy proxy) {
    int port = URI.create(target.url.jdbcUrl().substring("jdbc:".length())).getPort();
    Target through =
        new Target(
            DatabaseUrl.parse(target.url.jdbcUrl().replace(":" + port, ":" + proxy.port()))
                .withCredentials(target.url.user(), target.url.password().orElse(null)));
    through.options = target.options.withRecoveryWait(Duration.ofSeconds(60));
    return through;
  }

  private int serverPort() {
    return URI.create(target.url.jdbcUrl().substring("jdbc:".length())).getPort();
  }

  private static Predicate<String> lastCommit() {
    return commitAfter("outcome='SUCCEEDED'");
  }

  private static Predicate<String> commitAfter(String text) {
    AtomicBoolean seen = new AtomicBoolean();
    return sent -> {
      boolean commits = seen.get() && sent.contains("COMMIT");
      seen.compareAndSet(false, sent.contains(text));
      return commits;
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRunThatIsLostInItsLastCommitHasSucceededWhereAllOfItIsThere(boolean delivered) {
    try (CuttingProxy proxy =
        new CuttingProxy(serverPort(), lastCommit(), delivered, Duration.ofSeconds(2))) {
      MigrationResult result = through(proxy).upgrade(BUNDLE);

      assertThat(proxy.wasCut()).isTrue();
      assertThat(result.applied()).isEqualTo(2);
      assertThat(result.to()).containsExactly("r2");
      assertThat(result.warnings()).singleElement().asString().contains("was lost", "last commit");
    }
    assertThat(target.ask("SELECT outcome || applied FROM athanor.run")).isEqualTo("SUCCEEDED2");
    assertThat(target.recorded()).containsExactly("r1", "r2");
  }

  @Test
  void alsoForgetsThenWhatWasUndone() {
    target.upgrade(BUNDLE);
    try (CuttingProxy proxy = new CuttingProxy(serverPort(), lastCommit(), false, Duration.ZERO)) {
      MigrationResult result = through(proxy).downgrade(BUNDLE, "r1");
      assertThat(proxy.wasCut()).isTrue();
      assertThat(result.to()).containsExactly("r1");
    }
    assertThat(target.list("SELECT id FROM athanor.changeset")).containsExactly("r1");
    assertThat(target.list("SELECT DISTINCT outcome FROM athanor.run"))
        .containsExactly("SUCCEEDED");
  }

  @Test
  void aRunThatIsLostBeforeItsFirstStepLeavesNothingOpen() {
    Predicate<String> firstCommit = commitAfter("'RUNNING'");
    try (CuttingProxy proxy =
        new CuttingProxy(serverPort(), firstCommit, true, Duration.ofMillis(100))) {
      AthanorException failure = MigratorTest.failure(() -> through(proxy).upgrade(BUNDLE));
      assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_FAILED);
    }
    assertThat(target.list("SELECT outcome FROM athanor.run WHERE outcome = 'RUNNING'")).isEmpty();
    target.upgrade(BUNDLE);
  }

  @Test
  void saysThatItDoesNotKnowWhereTheServerStaysAway() {
    try (CuttingProxy proxy =
        new CuttingProxy(serverPort(), lastCommit(), false, Duration.ofHours(1))) {
      Target through = through(proxy);
      through.options = through.options.withRecoveryWait(Duration.ofMillis(600));
      AthanorException failure = MigratorTest.failure(() -> through.upgrade(BUNDLE));
      assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_FAILED);
      assertThat(failure).hasMessageContaining("How much was committed is not known");
    }
  }

  /** As an out-of-memory killer does: all sessions end, and the server recovers. */
  @Test
  void waitsForAServerThatRecoversFromACrash() throws Exception {
    Bundle sleeping =
        new TestBundle()
            .revision("r1", "CREATE TABLE t1 (id int)", "DROP TABLE t1")
            .revision("r2", "CREATE TABLE t2 (id int)", "DROP TABLE t2")
            .with(TestBundle.Edit::runAlways)
            .and("r2b", "SELECT pg_sleep(120)", "SELECT 1")
            .build();
    Thread killer = new Thread(this::killTheSleeper);
    killer.start();
    target.options = target.options.withRecoveryWait(Duration.ofMinutes(2));
    AthanorException failure = MigratorTest.failure(() -> target.upgrade(sleeping));
    killer.join();

    assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_FAILED);
    assertThat(failure).hasMessageContaining("of 3 changesets are committed and recorded");
    assertThat(target.ask("SELECT outcome FROM athanor.run")).isEqualTo("FAILED");
    assertThat(target.tables().size()).isEqualTo(target.recorded().size());
  }

  @Test
  void theDefaultIsLongerThanMostRecoveriesAndShorterThanAJobsPatience() {
    assertThat(MigrateOptions.DEFAULTS.recoveryWait()).isEqualTo(Duration.ofMinutes(5));
  }

  private void killTheSleeper() {
    try (Database database = target.open()) {
      String pid = null;
      for (int i = 0; pid == null && i < 3000; i++) {
        Thread.sleep(10);
        pid =
            database.queryText(
                "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname ="
                    + " current_database()");
      }
      Optional<ProcessHandle> backend = ProcessHandle.of(Long.parseLong(pid));
      assumeTrue(backend.isPresent(), "the server is not on this machine");
      backend.get().destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
