package dev.athanor.engine.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutOfConnectionsTest {
  private final DatabaseUrl asAdmin = DatabaseUrl.parse(TestPostgres.newDatabase());

  /** A role that may have one session. */
  private DatabaseUrl limited() {
    String role = "one_of_" + asAdmin.database();
    try (Database admin = Database.open(asAdmin, SessionSettings.DEFAULTS)) {
      admin.execute("CREATE ROLE " + role + " LOGIN CONNECTION LIMIT 1");
    }
    return asAdmin.withCredentials(role, null);
  }

  @Test
  void waitsForAConnectionThatIsNeededForAMomentOnly() throws Exception {
    DatabaseUrl url = limited();
    Database other = Database.open(url, SessionSettings.DEFAULTS);
    Thread closing =
        new Thread(
            () -> {
              try {
                Thread.sleep(700);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              other.close();
            });
    closing.start();
    try (Database mine = Database.open(url, SessionSettings.DEFAULTS, Duration.ofSeconds(60))) {
      assertThat(mine.isAlive()).isTrue();
    }
    closing.join();
  }

  @Test
  void saysWhatLimitsItOnceItHasTriedLongEnough() {
    DatabaseUrl url = limited();
    try (Database other = Database.open(url, SessionSettings.DEFAULTS)) {
      assertThat(other.isAlive()).isTrue();
      long started = System.nanoTime();
      AthanorException refused =
          catchThrowableOfType(
              AthanorException.class,
              () -> Database.open(url, SessionSettings.DEFAULTS, Duration.ofMillis(500)));
      assertThat(System.nanoTime() - started).isGreaterThan(Duration.ofMillis(500).toNanos());
      assertThat(refused.reason()).isEqualTo(Reason.CONNECTION_FAILED);
      assertThat(refused).hasMessageContaining("too many connections for role");
      assertThat(refused.nextStep()).contains("CONNECTION LIMIT of the role");
    }
  }
}
