package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesTest {
  @Test
  void readsWhatInstantsWrite() {
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      Instant instant = Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, 200_000_000_000L));
      assertThat(Times.parse(instant.toString())).isEqualTo(instant);
      Instant finer = instant.plusMillis(random.nextInt(1_000));
      assertThat(Times.parse(finer.toString())).isEqualTo(finer);
    }
  }

  @Test
  void refusesWhatIsNoTime() {
    for (String text :
        new String[] {"", "2026-13-01T00:00:00Z", "2026-01-01T24:01:00Z", "2o26-01-01T00:00:00Z"}) {
      assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(RuntimeException.class);
    }
  }
}
