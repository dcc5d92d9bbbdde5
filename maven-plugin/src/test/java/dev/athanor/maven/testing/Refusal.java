package dev.athanor.maven.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.maven.testing.MavenProject.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A run that failed and left every file of the project as it was. It goes on after a module that
 * fails, so that each can have a fault of its own.
 *
 * @param output all that Maven said
 */
public record Refusal(String output) {

  public static Refusal of(MavenProject project, String... arguments) {
    return of(project, Map.of(), arguments);
  }

  public static Refusal of(
      MavenProject project, Map<String, String> environment, String... arguments) {
    SortedMap<String, String> before = project.files();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("-fae");
    Run run = project.maven(environment, all.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.output()).isNotZero();
    assertThat(project.files()).isEqualTo(before);
    return new Refusal(run.output());
  }

  /** What Maven says at its end about a module. */
  public String in(String module) {
    int start = output.indexOf("on project " + module + ":");
    assertThat(start).as("failure of %s in %s", module, output).isPositive();
    int end = output.indexOf("Failed to execute goal", start);
    return output.substring(start, end < 0 ? output.length() : end);
  }
}
