package dev.athanor.maven;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.NamedEnvironment;
import dev.athanor.engine.command.Setting;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** A goal that reads the revisions of a module. */
abstract class ChangelogMojo extends AthanorMojo {

  /**
   * The changelog root: no file outside of it is read, and FILENAME in DATABASECHANGELOG is a
   * revision's path below it.
   */
  @Parameter(property = "athanor.root", defaultValue = "${project.basedir}")
  File root;

  /** The directory of revisions, below the root. */
  @Parameter(property = "athanor.versions", defaultValue = ChangelogSource.DEFAULT_DIRECTORY)
  String versions;

  /**
   * An existing Liquibase master changelog below the root, such as {@code db/changelog.xml}; used
   * in place of the directory of revisions.
   */
  @Parameter(property = "athanor.changelog")
  String changelog;

  /** An environment of {@code athanor.yaml} in the root; POM and command line go before it. */
  @Parameter(property = "athanor.env", defaultValue = "${env}")
  private String env;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  private MojoExecution execution;

  private Set<Setting> filled = Set.of();

  /** The settings that the named environment said. */
  final Set<Setting> fromEnvironment() {
    return filled;
  }

  final ParameterSources sources() {
    return new ParameterSources(
        execution.getConfiguration(), session.getUserProperties(), project.getProperties());
  }

  final Optional<NamedEnvironment> environment() {
    return Optional.ofNullable(env)
        .map(name -> NamedEnvironment.read(source().root(), name, System.getenv()));
  }

  @Override
  final void run() throws MojoExecutionException {
    if (Files.exists(source().root().resolve(source().path()))) {
      environment().ifPresent(named -> filled = new EnvironmentValues(this, sources()).fill(named));
      runOnChangelog();
      return;
    }
    if (session.getProjects().stream().anyMatch(this::hasChangelog)) {
      getLog().debug("No revisions in this module.");
      return;
    }
    if (isLast()) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          session.getProjects().size() == 1
              ? "there are no revisions: "
                  + source().root().resolve(source().path())
                  + " is missing"
              : "none of these "
                  + session.getProjects().size()
                  + " modules has a "
                  + versions
                  + "/",
          "Create it with `mvn athanor:init`, or run the goal where it is (-pl <module>).");
    }
  }

  /** The goal, in a module that has revisions. */
  abstract void runOnChangelog() throws MojoExecutionException;

  final ChangelogSource source() {
    Path directory = root.toPath();
    return changelog == null
        ? ChangelogSource.versions(directory, versions)
        : ChangelogSource.master(directory, changelog);
  }

  final Changelog changelog() {
    return Changelog.load(source());
  }

  /** Whether this module is the last that the goal runs in: only then is it sure that none has. */
  private boolean isLast() {
    return session.getProjects().indexOf(project) == session.getProjects().size() - 1;
  }

  private boolean hasChangelog(MavenProject module) {
    String path = changelog == null ? versions : changelog;
    return module.getBasedir() != null && new File(module.getBasedir(), path).exists();
  }
}
