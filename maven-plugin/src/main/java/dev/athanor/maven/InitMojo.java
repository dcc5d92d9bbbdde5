package dev.athanor.maven;

import dev.athanor.autogenerate.compare.Baseline;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.Init;
import java.io.File;
import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/**
 * Starts a directory of revisions and an empty baseline in the module where Maven was started, or
 * in those that {@code -pl} names.
 */
@Mojo(name = "init", threadSafe = true)
public final class InitMojo extends AthanorMojo {
  private static final String NEXT = "mvn athanor:revision -Dmessage=\"create users\"";
  private static final String NEXT_OF_MODEL =
      "mvn compile athanor:revision -Dautogenerate -Dmessage=\"create users\"";

  /** The changelog root. */
  @Parameter(property = "athanor.root", defaultValue = "${project.basedir}")
  private File root;

  /** The directory to create, below the root. */
  @Parameter(property = "athanor.versions", defaultValue = ChangelogSource.DEFAULT_DIRECTORY)
  private String versions;

  /**
   * Also writes the templates of new revisions ({@code revision.sql.template} and so on), for the
   * project to change.
   */
  @Parameter(property = "athanor.templates", defaultValue = "false")
  private boolean templates;

  /** What the team accepts that the schema has and the model does not say. */
  @Parameter(
      property = "athanor.baseline",
      defaultValue = "${project.basedir}/athanor-baseline.txt",
      required = true)
  private File baseline;

  @Override
  void run() {
    boolean named = session.getProjects().stream().noneMatch(MavenProject::isExecutionRoot);
    if (project.isExecutionRoot() || named) {
      ChangelogSource source = ChangelogSource.versions(root.toPath(), versions);
      String next = EntitySources.of(session) ? NEXT_OF_MODEL : NEXT;
      print(new Init(source, templates, Map.of(baseline.toPath(), Baseline.EMPTY), next).run());
    }
  }
}
