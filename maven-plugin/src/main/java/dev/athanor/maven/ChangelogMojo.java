package dev.athanor.maven;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.NamedEnvironment;
import dev.athanor.engine.command.Setting;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;

/** A goal that reads the revisions of a module. */
abstract class ChangelogMojo extends AthanorMojo {
  @Inject ProjectDependenciesResolver dependencies;

  @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
  private PluginDescriptor plugin;

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
   * An existing Liquibase master changelog, such as {@code db/changelog.xml}; used in place of the
   * directory of revisions. It and what it includes are looked for below the root, then in the
   * module's resources, its dependencies and the plugin's.
   */
  @Parameter(property = "athanor.changelog")
  String changelog;

  /** An environment of {@code athanor.yaml} in the root; POM and command line go before it. */
  @Parameter(property = "athanor.env", defaultValue = "${env}")
  private String env;

  private Set<Setting> filled = Set.of();
  private List<Path> classPath;

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
    boolean below = belowRoot().exists();
    if (!below && session.getProjects().stream().anyMatch(this::hasChangelog)) {
      getLog().debug("No revisions in this module.");
      return;
    }
    if (below || hasRevisions()) {
      environment().ifPresent(named -> filled = new EnvironmentValues(this, sources()).fill(named));
      runOnChangelog();
      return;
    }
    if (isLast()) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          session.getProjects().size() == 1
              ? "there are no revisions: "
                  + source().root().resolve(source().path())
                  + " is missing"
                  + (changelog == null ? "" : ", on the class path as well")
              : "none of these "
                  + session.getProjects().size()
                  + " modules has a "
                  + versions
                  + "/",
          "Create it with `mvn athanor:init`, or run the goal where it is (-pl <module>).");
    }
  }

  final boolean hasRevisions() {
    return belowRoot().exists() || source().exists();
  }

  /** The goal, in a module that has revisions. */
  abstract void runOnChangelog() throws MojoExecutionException;

  final ChangelogSource source() {
    if (changelog == null) {
      return belowRoot();
    }
    return belowRoot().withClasspath(classPath());
  }

  /** Of the module, its dependencies and the plugin's own. */
  final List<Path> classPath() {
    if (classPath == null) {
      classPath = new ChangelogClassPath(project, session, dependencies, plugin).entries();
    }
    return classPath;
  }

  private ChangelogSource belowRoot() {
    return changelog == null
        ? ChangelogSource.versions(root.toPath(), versions)
        : ChangelogSource.master(root.toPath(), changelog);
  }

  final Changelog changelog() {
    return Changelog.load(source());
  }

  /** Whether this module is the last that the goal runs in: only then is it sure that none has. */
  private boolean isLast() {
    return session.getProjects().indexOf(project) == session.getProjects().size() - 1;
  }

  private boolean hasChangelog(MavenProject module) {
    if (module.getBasedir() == null) {
      return false;
    }
    Path same =
        module
            .getBasedir()
            .toPath()
            .resolve(project.getBasedir().toPath().relativize(belowRoot().root()));
    return belowRoot().in(same).exists();
  }
}
