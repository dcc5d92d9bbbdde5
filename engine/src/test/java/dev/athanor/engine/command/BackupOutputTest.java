package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.backup.BackingUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupOutputTest {
  private final List<String> lines = new ArrayList<>();
  private final List<String> moments = new ArrayList<>();

  private static BackingUp after(long seconds) {
    return new BackingUp(12_300_000, 3, 12, false, Duration.ofSeconds(seconds));
  }

  @Test
  void aTerminalShowsEachMomentAndNoLine() {
    BackupOutput output =
        new BackupOutput(
            new ProgressOutput() {
              @Override
              public void line(String text) {
                lines.add(text);
              }

              @Override
              public boolean moment(String text) {
                return moments.add(text);
              }
            });
    for (int second = 1; second <= 20; second++) {
      output.backingUp(after(second));
    }
    assertThat(moments).hasSize(20);
    assertThat(moments.get(0)).isEqualTo("Backing up: 12.3 MB written, table 3 of 12, 1 s");
    assertThat(lines).isEmpty();
  }

  @Test
  void aLogHearsOfItEveryFiveSeconds() {
    BackupOutput output = new BackupOutput(lines::add);
    for (int second = 1; second <= 12; second++) {
      output.backingUp(after(second));
    }
    assertThat(lines)
        .containsExactly(
            "Backing up: 12.3 MB written, table 3 of 12, 5 s",
            "Backing up: 12.3 MB written, table 3 of 12, 10 s");
  }
}
