package dev.athanor.operator.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When backups are due, as Kubernetes' CronJobs are. 2026-11-29 is a Sunday. */
class ScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:34:56Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 2 * * *      | 2026-11-29T02:30:00Z",
        "@daily          | 2026-11-29T00:00:00Z",
        "@hourly         | 2026-11-29T12:00:00Z",
        "@weekly         | 2026-11-29T00:00:00Z",
        "@monthly        | 2026-11-01T00:00:00Z",
        "@yearly         | 2026-01-01T00:00:00Z",
        "*/15 * * * *    | 2026-11-29T12:30:00Z",
        "0 0 * * 7       | 2026-11-29T00:00:00Z",
        "0 0 * * MON-FRI | 2026-11-27T00:00:00Z",
        "0 0 ? NOV *     | 2026-11-29T00:00:00Z",
        // Either day, where both are given.
        "0 0 13 * FRI    | 2026-11-27T00:00:00Z",
        "0 0 29 2 *      | 2024-02-29T00:00:00Z"
      })
  void theLastTimeThatWasDue(String cron, String expected) {
    assertThat(Schedule.parse(cron).last(NOW)).contains(Instant.parse(expected));
  }

  @Test
  void whatIsDueAtThisMomentIsDue() {
    Instant at = Instant.parse("2026-11-29T02:30:00Z");
    assertThat(Schedule.parse("30 2 * * *").last(at)).contains(at);
    assertThat(Schedule.parse("30 2 * * *").untilNext(at)).contains(Duration.ofDays(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"60 2 * * *", "* * * *", "0 25 * * *", "0 0 32 * *", "a b c d e", ""})
  void whatIsNoneIsRefused(String cron) {
    assertThatThrownBy(() -> Schedule.parse(cron)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatNeverComesIsNeverDue() {
    assertThat(Schedule.parse("0 0 30 2 *").last(NOW)).isEmpty();
  }
}
