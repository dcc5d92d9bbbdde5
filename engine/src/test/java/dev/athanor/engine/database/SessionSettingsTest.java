package dev.athanor.engine.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {
  private static Duration attempt(long attemptMillis, long wholeMillis) {
    return SessionSettings.DEFAULTS
        .withLockAttempt(Duration.ofMillis(attemptMillis))
        .withLockTimeout(Duration.ofMillis(wholeMillis))
        .lockAttempt();
  }

  @Test
  void anAttemptIsNeverLongerThanTheWhole() {
    assertThat(SessionSettings.DEFAULTS.lockAttempt()).hasSeconds(2);
    assertThat(attempt(2000, 30_000)).hasMillis(2000);
    assertThat(attempt(2000, 500)).hasMillis(500);
    assertThat(attempt(0, 30_000)).hasMillis(30_000);
    assertThat(attempt(2000, 0)).hasMillis(2000);
    assertThat(attempt(0, 0)).isZero();
  }

  @Test
  void whatIsGivenBeforeTheWholeIsRememberedBehindIt() {
    SessionSettings shortened =
        SessionSettings.DEFAULTS.withLockTimeout(Duration.ofSeconds(1)).withSearchPath("app");
    assertThat(shortened.lockAttempt()).hasSeconds(1);
    assertThat(shortened.withLockTimeout(Duration.ofSeconds(9)).lockAttempt()).hasSeconds(2);
  }

  /** To PostgreSQL, 0 is no limit. */
  @Test
  void lessThanAMillisecondIsNotForEver() {
    assertThat(SessionSettings.millis(Duration.ZERO)).isEqualTo("0");
    assertThat(SessionSettings.millis(Duration.ofNanos(1))).isEqualTo("1");
    assertThat(SessionSettings.millis(Duration.ofMillis(1500))).isEqualTo("1500");
    assertThat(SessionSettings.millis(Duration.ofDays(400))).isEqualTo("2147483647");
  }
}
