package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A terminal, of which `script` makes one, shows colours; a file and a program get none. */
class ColoursTest {
  private static final String RED = "\u001b[1;31merror\u001b[0m: ";

  @Test
  void whatStandsOut() {
    String report =
        """
        versions/a b.sql:8: error index-blocks-writes: public.t.i: built
            CREATE INDEX i ON t (n)
            | CREATE INDEX CONCURRENTLY i
        versions/a.sql:9: warning drop-view: x:3: error of-old: y
        versions/a.sql:9: notice unique-may-fail: z
        1 error in 1 revision
        """;
    assertThat(Colours.painted(report))
        .contains(
            "a b.sql:8: \u001b[1;31merror\u001b[0m index-blocks-writes: public",
            "    \u001b[32m| CREATE INDEX CONCURRENTLY i\u001b[0m\n",
            "a.sql:9: \u001b[1;33mwarning\u001b[0m drop-view: x:3: error of-old: y",
            "\u001b[36mnotice\u001b[0m unique-may-fail",
            "\n1 error in 1 revision");
    assertThat(Colours.painted("error: FAILED: a1\n  error: x\nNOT REHEARSED: b2"))
        .isEqualTo(
            RED
                + "\u001b[1;31mFAILED\u001b[0m: a1\n  error: x\n"
                + "\u001b[1;31mNOT REHEARSED\u001b[0m: b2");
    assertThat(Colours.painted("{\"error\": 1}\n::error file=a.sql,line=1::x"))
        .isEqualTo("{\"error\": 1}\n::error file=a.sql,line=1::x");
  }

  @Test
  void whoWantsNone() {
    assertThat(Colours.isAllowed(Map.of("TERM", "xterm"))).isTrue();
    assertThat(Colours.isAllowed(Map.of("TERM", "xterm", "NO_COLOR", ""))).isTrue();
    assertThat(Colours.isAllowed(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
    assertThat(Colours.isAllowed(Map.of("TERM", "dumb"))).isFalse();
    assertThat(Colours.isAllowed(Map.of())).isFalse();
  }

  @Test
  void aTerminalShowsThemAndAFileHasNone() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script");
    String command =
        "'%s' -XX:TieredStopAtLevel=1 -cp '%s' dev.athanor.cli.Main nonsense"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin/java"),
                System.getProperty("java.class.path"));
    assertThat(terminal(command)).contains(RED + "athanor has no 'nonsense'");
    assertThat(terminal(command + " 2> err; cat err")).contains("error: athanor has no 'nonsense'");
    assertThat(terminal("NO_COLOR=1 " + command)).contains("error: athanor has no 'nonsense'");
  }

  private static String terminal(String command) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("terminal");
    ProcessBuilder builder = new ProcessBuilder("script", "-qc", command, "/dev/null");
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("NO_COLOR");
    Process process = builder.directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
