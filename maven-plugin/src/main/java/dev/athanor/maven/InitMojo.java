package dev.athanor.maven;

import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.Init;
import java.io.File;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Starts a directory of revisions in the module where Maven was started. */
@Mojo(name = "init", threadSafe = true)
public final class InitMojo extends AthanorMojo {
  private static final String NEXT = "mvn athanor:revision -Dmessage=\"create users\"";

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

  @Override
  void run() {
    if (project.isExecutionRoot()) {
      print(new Init(ChangelogSource.versions(root.toPath(), versions), templates, NEXT).run());
    }
  }
}
