package dev.athanor.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.cli.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shells themselves complete by what they are given. */
class CompletionTest {
  @TempDir Path directory;

  private static String script(String shell) {
    Commands.Outcome outcome = Commands.capture("completion", shell);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private String run(String shell, String script) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("script"), script);
    Process process = new ProcessBuilder(shell, file.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  private String bash(String... words) throws IOException, InterruptedException {
    return run(
        "bash",
        script("bash")
            + "COMP_WORDS=("
            + String.join(" ", words)
            + ")\nCOMP_CWORD="
            + (words.length - 1)
            + "\n_athanor\necho \"${COMPREPLY[*]}\"\n");
  }

  @Test
  void bashCompletesVerbsAndTheirOptions() throws Exception {
    assertThat(bash("athanor", "st")).isEqualTo("stamp status");
    assertThat(bash("athanor", "stamp", "--pu")).isEqualTo("--purge");
    assertThat(bash("athanor", "stamp", "--data").split(" ")).contains("--database-url");
    assertThat(bash("athanor", "heads", "--data")).isEmpty();
    assertThat(bash("athanor", "upgrade", "--en")).isEqualTo("--env");
    for (String verb : Verbs.all().keySet()) {
      assertThat(bash("athanor", verb)).contains(verb);
    }
  }

  @Test
  void zshReadsItsScript() throws Exception {
    assertThat(script("zsh")).contains("'stamp:Record that", "'--purge[forget all");
    assumeTrue(isInstalled("zsh"), "no zsh");
    assertThat(
            run(
                "zsh",
                "compdef() { }\n_arguments() { print -rl -- \"$@\" }\n_describe() { }\n"
                    + script("zsh")
                    + "words=(athanor stamp ''); CURRENT=3; _athanor\n"))
        .contains("--purge[forget all", "--database-url=[postgresql\\://");
  }

  private String fish(String line) throws IOException, InterruptedException {
    return run("fish", script("fish") + "complete -C '" + line + "'\n");
  }

  @Test
  void fishCompletesVerbsAndTheirOptions() throws Exception {
    assertThat(script("fish")).contains("-a stamp -d 'Record that");
    assumeTrue(isInstalled("fish"), "no fish");
    assertThat(fish("athanor st")).contains("stamp\tRecord", "status\t").doesNotContain("plan");
    assertThat(fish("athanor stamp --pu")).startsWith("--purge\tforget all");
    assertThat(fish("athanor stamp --data")).contains("--database-url");
    assertThat(fish("athanor heads --data")).isEmpty();
    assertThat(fish("athanor plan stamp --pu")).isEmpty();
  }

  private static boolean isInstalled(String shell) {
    return List.of("/bin/" + shell, "/usr/bin/" + shell).stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path)));
  }

  @Test
  void anotherShellIsRefused() {
    assertThat(Commands.capture("completion", "tcsh").err())
        .contains("'tcsh'", "bash, zsh or fish");
  }
}
