package dev.athanor.maven;

import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * Where a goal's backups lie. What a bucket takes is fetched when one is named first: it is as
 * large as all the rest of the plugin, and most have a directory.
 */
final class BackupPlace {
  private final MavenProject project;
  private final MavenSession session;
  private final RepositorySystem repositories;

  BackupPlace(MavenProject project, MavenSession session, RepositorySystem repositories) {
    this.project = project;
    this.session = session;
    this.repositories = repositories;
  }

  /**
   * @param location a URL, or a directory as Maven takes its names: from the project's own
   */
  BackupStore store(String location) {
    if (BackupStore.isUrl(location)) {
      return BackupStore.at(location, loader());
    }
    File base = project == null ? null : project.getBasedir();
    return BackupStore.in(
        base == null ? Path.of(location).toAbsolutePath() : base.toPath().resolve(location));
  }

  private ClassLoader loader() {
    DefaultArtifact artifact =
        new DefaultArtifact("dev.athanor", "athanor-s3", "jar", Versions.of("athanor"));
    // The engine is in the plugin, with all that it needs.
    Exclusion engine = new Exclusion("dev.athanor", "athanor-engine", "*", "*");
    CollectRequest wanted =
        new CollectRequest(
            new Dependency(artifact, "runtime", false, List.of(engine)),
            project.getRemotePluginRepositories());
    try {
      List<URL> jars = new ArrayList<>();
      for (ArtifactResult result :
          repositories
              .resolveDependencies(
                  session.getRepositorySession(), new DependencyRequest(wanted, null))
              .getArtifactResults()) {
        jars.add(result.getArtifact().getFile().toURI().toURL());
      }
      return new URLClassLoader(jars.toArray(new URL[0]), BackupPlace.class.getClassLoader());
    } catch (DependencyResolutionException | MalformedURLException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "what backups in a bucket take cannot be fetched: " + e.getMessage(),
          "Run once without -o, or give -Dathanor.backupDirectory a directory.",
          e);
    }
  }
}
