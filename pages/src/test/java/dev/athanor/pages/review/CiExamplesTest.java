package dev.athanor.pages.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * What is shipped in examples/ci, as far as that can be known without the platforms: bash reads
 * each script, each property is one of a goal's, and the comment is written once and replaced.
 */
class CiExamplesTest {
  private static final Path CI = Path.of("../examples/ci");
  private static final Pattern PROPERTY = Pattern.compile("-D([\\w.]+)");

  /** Stands in for Maven: what it says of heads is in a file, as is what it is asked for. */
  private static final String MVN =
      """
      #!/bin/bash
      echo "$*" >> "$CALLS"
      case "$*" in *athanor:heads*) cat "$HEADS"; ! grep -q ERROR "$HEADS" ;; esac
      """;

  /** Stands in for gh: writes down what it is asked, and lists the comments that a test names. */
  private static final String GH =
      """
      #!/bin/bash
      echo "$*" >> "$CALLS"
      case "$*" in *--paginate*) jq -r "${@: -1}" "$COMMENTS" ;; esac
      """;

  @TempDir Path directory;

  private static Map<?, ?> yaml(String file) throws IOException {
    return new Yaml().load(Files.readString(CI.resolve(file)));
  }

  private static Map<?, ?> map(Object of, String key) {
    return (Map<?, ?>) ((Map<?, ?>) of).get(key);
  }

  private static List<String> scripts() throws IOException {
    List<String> scripts = new ArrayList<>();
    for (Object step :
        (List<?>) map(map(yaml("github-pull-request.yml"), "jobs"), "plan").get("steps")) {
      Object run = ((Map<?, ?>) step).get("run");
      if (run != null) {
        scripts.add(run.toString());
      }
    }
    Map<?, ?> job = map(yaml("gitlab-merge-request.yml"), "migration-plan");
    for (String part : List.of("before_script", "script")) {
      ((List<?>) job.get(part)).forEach(line -> scripts.add(line.toString()));
    }
    return scripts;
  }

  private String bash(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "-e"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.directory(directory.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void bashReadsEachScriptAndEachPropertyIsAGoals() throws Exception {
    String reference = Files.readString(Path.of("../docs/reference-maven-plugin.md"));
    TreeSet<String> properties = new TreeSet<>();
    List<String> scripts = scripts();
    assertThat(scripts).hasSizeGreaterThan(8);
    for (String script : scripts) {
      bash(Map.of(), "-n", "-c", script);
      PROPERTY.matcher(script).results().forEach(found -> properties.add(found.group(1)));
    }
    assertThat(properties).contains("athanor.againstGit", "athanor.plan.markdown");
    assertThat(properties)
        .allSatisfy(property -> assertThat(reference).contains("`" + property + "`"));
  }

  /** The project's own documentation is built in CI as make test builds it. */
  @Test
  void theDocumentationIsBuiltByTheScriptThatMakeTestRuns() throws Exception {
    Path workflow = Path.of("../.github/workflows/docs.yml");
    Map<?, ?> job = map(map(new Yaml().load(Files.readString(workflow)), "jobs"), "site");
    List<?> steps = (List<?>) job.get("steps");
    assertThat(steps).anyMatch(step -> "hack/site".equals(((Map<?, ?>) step).get("run")));
    assertThat(Path.of("../hack/site")).isExecutable();
    assertThat(Files.readString(Path.of("../hack/unit"))).contains("hack/site");
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Which plan is asked for where the base branch's heads are these; with each one's shell. */
  private List<String> planned(String heads) throws Exception {
    program("mvn", MVN);
    program("git", "#!/bin/bash\n");
    Files.writeString(
        Files.createDirectories(directory.resolve("target")).resolve("plan.md"), "the plan");
    Path calls = directory.resolve("calls");
    Files.deleteIfExists(calls);
    Map<String, String> environment =
        Map.of(
            "PATH",
            directory + ":" + System.getenv("PATH"),
            "CALLS",
            calls.toString(),
            "GITHUB_STEP_SUMMARY",
            directory.resolve("summary").toString(),
            "HEADS",
            Files.writeString(directory.resolve("heads"), heads).toString());
    List<String> scripts = scripts();
    String github =
        scripts.stream().filter(each -> each.contains("from=$(")).findFirst().orElseThrow();
    bash(environment, "-c", github);
    String gitlab =
        scripts.stream()
            .filter(each -> each.contains("from") && !each.equals(github))
            .collect(Collectors.joining("\n"));
    bash(environment, "-o", "pipefail", "-c", gitlab);
    List<String> asked = Files.readAllLines(calls);
    // What lint records is what the plan says of risks and locks.
    List<String> judged = from(asked, "athanor:lint", ".*lint\\.from=(\\S*).*");
    List<String> planned = from(asked, "athanor:plan", ".* -Dto=(\\S*).*");
    assertThat(judged).isEqualTo(planned.stream().map(each -> each.split(":")[0]).toList());
    return planned;
  }

  private static List<String> from(List<String> asked, String goal, String value) {
    return asked.stream()
        .filter(each -> each.contains(goal))
        .map(each -> each.replaceFirst(value, "$1"))
        .toList();
  }

  @Test
  void thePlanIsFromTheBaseBranchsHead() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/jq")), "no jq");
    assertThat(planned("[{\"revision\": \"1975ea83b712\"}]"))
        .containsExactly("1975ea83b712:head", "1975ea83b712:head");
    assertThat(planned("[{\"revision\": \"a1\"}, {\"revision\": \"b1\"}]"))
        .containsExactly("base:head", "base:head");
  }

  /** The request that brings Athanor is the first that its reviewers see a plan of. */
  @Test
  void aBaseBranchWithoutAthanorHasNoRevision() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/jq")), "no jq");
    assertThat(planned("[ERROR] No plugin found for prefix 'athanor'"))
        .containsExactly("base:head", "base:head");
  }

  private List<String> comment(String comments) throws Exception {
    program("gh", GH);
    Path calls = directory.resolve("calls");
    Files.deleteIfExists(calls);
    List<String> scripts = scripts();
    String script =
        scripts.stream().filter(each -> each.contains("gh api")).findFirst().orElseThrow();
    bash(
        Map.of(
            "PATH",
            directory + ":" + System.getenv("PATH"),
            "CALLS",
            calls.toString(),
            "COMMENTS",
            Files.writeString(directory.resolve("comments"), comments).toString(),
            "PULL",
            "repos/o/r/issues/7/comments"),
        "-c",
        script.replace("${{ github.repository }}", "o/r"));
    return Files.readAllLines(calls);
  }

  @Test
  void theCommentIsWrittenOnceAndReplacedThen() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/jq")), "no jq");
    assertThat(comment("[]").get(1))
        .isEqualTo("api --method POST repos/o/r/issues/7/comments -F body=@target/plan.md");
    String ours =
        "{\"id\": 12, \"user\": {\"type\": \"Bot\"}, \"body\": \"<!-- athanor plan -->\\nold\"}";
    String person = ours.replace("Bot", "User").replace("12", "11");
    String another = ours.replace("athanor plan", "coverage").replace("12", "10");
    assertThat(comment("[" + person + "," + another + "," + ours + "]").get(1))
        .isEqualTo("api --method PATCH repos/o/r/issues/comments/12 -F body=@target/plan.md");
    // What the review writes first is what the script looks for.
    assertThat(Files.readString(CI.resolve("github-pull-request.yml"))).contains(PlanComment.MARK);
  }
}
