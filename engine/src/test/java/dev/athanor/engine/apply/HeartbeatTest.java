package dev.athanor.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.CuttingProxy;
import dev.athanor.engine.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final Target target = Target.fresh();

  private Database open(int port) {
    DatabaseUrl url = target.url;
    return Database.open(
        DatabaseUrl.of("127.0.0.1", port, url.database()).withCredentials(url.user(), null),
        target.settings);
  }

  @Test
  void endsASessionWhoseNetworkHasVanished() {
    try (CuttingProxy proxy =
            CuttingProxy.silent(TestPostgres.port(), sent -> sent.contains("pg_sleep"));
        Database main = open(proxy.port());
        Database second = open(proxy.port());
        Heartbeat heartbeat =
            Heartbeat.start(second, main, Duration.ofMillis(100), Duration.ofMillis(700))) {
      assertThat(heartbeat).isNotNull();
      long started = System.nanoTime();
      AthanorException failure = MigratorTest.failure(() -> main.queryText("SELECT pg_sleep(300)"));
      assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_FAILED);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void leavesAStatementAloneThatTakesLong() {
    try (Database main = open(TestPostgres.port());
        Database second = open(TestPostgres.port());
        Heartbeat heartbeat =
            Heartbeat.start(second, main, Duration.ofMillis(50), Duration.ofSeconds(20))) {
      assertThat(heartbeat).isNotNull();
      assertThat(main.queryText("SELECT 'slept' FROM pg_sleep(2)")).isEqualTo("slept");
    }
  }

  /** The server closed it, and says so: the run itself finds out what that means. */
  @Test
  void leavesTheRunAloneWhereOnlyTheOtherSessionWasEnded() {
    try (Database main = open(TestPostgres.port());
        Database second = open(TestPostgres.port());
        Heartbeat heartbeat =
            Heartbeat.start(second, main, Duration.ofMillis(50), Duration.ofSeconds(20))) {
      assertThat(heartbeat).isNotNull();
      main.queryText("SELECT pg_terminate_backend(" + second.facts().backendPid() + ")");
      assertThat(main.queryText("SELECT 'slept' FROM pg_sleep(1)")).isEqualTo("slept");
    }
  }

  @Test
  void tellsInAboutAMinute() {
    assertThat(Heartbeat.EVERY.plus(Heartbeat.PATIENCE)).isLessThanOrEqualTo(Duration.ofMinutes(1));
  }
}
