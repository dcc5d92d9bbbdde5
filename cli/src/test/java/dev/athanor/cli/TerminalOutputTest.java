package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalOutputTest {
  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private TerminalOutput output(boolean terminal) {
    return new TerminalOutput(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), () -> terminal, 20);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theMomentsLineMakesWayForOneThatStays() {
    try (TerminalOutput output = output(true)) {
      assertThat(output.moment("10%")).isTrue();
      assertThat(output.moment("20%")).isTrue();
      output.line("done");
      output.moment("30%");
    }
    assertThat(printed())
        .isEqualTo(CLEAR + "10%" + CLEAR + "20%" + CLEAR + "done\n" + CLEAR + "30%" + CLEAR);
  }

  @Test
  void itIsOneLineWhateverItHolds() {
    output(true).moment("more than twenty columns\nand a line");
    assertThat(printed()).isEqualTo(CLEAR + "more than twenty c…");
  }

  @Test
  void aFileGetsLinesOnly() {
    try (TerminalOutput output = output(false)) {
      assertThat(output.moment("10%")).isFalse();
      output.line("done");
    }
    assertThat(printed()).isEqualTo("done\n");
  }

  @Test
  void nobodyAsksWhatItIsBeforeItMatters() {
    try (TerminalOutput output =
        new TerminalOutput(
            new PrintStream(bytes),
            () -> {
              throw new AssertionError("asked");
            },
            20)) {
      output.line("done");
    }
  }

  @Test
  void theWidthIsTheTerminalsWhereItSays() {
    assertThat(TerminalOutput.width("132")).isEqualTo(132);
    assertThat(TerminalOutput.width(null)).isEqualTo(80);
    assertThat(TerminalOutput.width("wide")).isEqualTo(80);
    assertThat(TerminalOutput.width("0")).isEqualTo(80);
  }
}
