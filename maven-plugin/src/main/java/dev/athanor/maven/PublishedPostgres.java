package dev.athanor.maven;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.scratch.Binaries;
import java.nio.file.Path;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/**
 * Has Maven fetch the PostgreSQL of this platform when it is first needed: as dependencies of the
 * plugin, everybody would download those of all platforms.
 */
final class PublishedPostgres implements Binaries.Repository {
  private static final String GROUP = "io.zonky.test.postgres";

  private final MavenProject project;
  private final MavenSession session;
  private final RepositorySystem repositories;

  PublishedPostgres(MavenProject project, MavenSession session, RepositorySystem repositories) {
    this.project = project;
    this.session = session;
    this.repositories = repositories;
  }

  /**
   * @param version null for the one that this plugin was tested with, or one of a database's major
   *     version
   */
  Binaries binaries(String version) {
    return version == null
        ? new Binaries.Published(Versions.of("postgresql"), Versions.postgresql(), this)
        : new Binaries.Published(version, Map.of(), this);
  }

  @Override
  public Path jar(String artifact, String version) {
    DefaultArtifact wanted = new DefaultArtifact(GROUP, artifact, "jar", version);
    ArtifactRequest request =
        new ArtifactRequest(wanted, project.getRemotePluginRepositories(), "plugin");
    try {
      return repositories
          .resolveArtifact(session.getRepositorySession(), request)
          .getArtifact()
          .getFile()
          .toPath();
    } catch (ArtifactResolutionException e) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "The scratch PostgreSQL cannot be fetched: " + e.getMessage(),
          "Run once without -o; or name a version that is there with -Dathanor.scratch.version="
              + Versions.of("postgresql")
              + ", or an installed PostgreSQL with"
              + " -Dathanor.scratch.binaries=/usr/lib/postgresql/17/bin.",
          e);
    }
  }
}
