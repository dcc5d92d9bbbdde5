package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Working;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkingTextTest {
  private static Working after(long seconds) {
    return new Working(
        "CREATE INDEX a_n\n  ON a (n)",
        1,
        Duration.ofSeconds(seconds),
        Optional.of("building index: scanning table"),
        45,
        100);
  }

  @Test
  void aBarShowsHowFarTheServerIs() {
    assertThat(WorkingText.bar(after(12)))
        .isEqualTo(
            "[#########-----------] building index: scanning table 45%, 12 s: CREATE INDEX a_n ON a"
                + " (n) (and 1 more)");
  }

  @Test
  void whatNobodyKnowsHasNoBar() {
    Working unknown =
        new Working("UPDATE a SET n = 1", 0, Duration.ofSeconds(3), Optional.empty(), 0, 0);
    assertThat(WorkingText.bar(unknown)).isEqualTo("3 s: UPDATE a SET n = 1");
    Working counted =
        new Working("", 0, Duration.ofSeconds(3), Optional.of("copying rows"), 70_000, 0);
    assertThat(WorkingText.bar(counted)).isEqualTo("copying rows 70000, 3 s");
  }

  @Test
  void aLogHearsOfItEveryTenSecondsOfEachStatement() {
    WorkingText text = new WorkingText();
    assertThat(text.line(after(1))).isEmpty();
    assertThat(text.line(after(10))).isPresent();
    assertThat(text.line(after(19))).isEmpty();
    assertThat(text.line(after(20))).isPresent();
    assertThat(text.line(after(2))).isEmpty();
    assertThat(text.line(after(11))).isPresent();
  }
}
