package dev.athanor.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "24h, PT24H",
    "1h30m, PT1H30M",
    "1.5h, PT1H30M",
    "90s, PT1M30S",
    "250ms, PT0.25S",
    "10us, PT0.00001S",
    ".5s, PT0.5S",
    "+1h, PT1H",
    "-1h30m, PT-1H-30M",
    "-0s, PT0S",
    "+0, PT0S"
  })
  void readsWhatTheApiServerAccepts(String text, String expected) {
    assertThat(Durations.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1d", "h", "1h 2m", "+", "+-1s", "1h2", "PT1H"})
  void namesWhatItCannotRead(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
