package dev.athanor.maven;

import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.artifact.Artifact;

/** The modules that are built together. */
final class SessionModules {
  private SessionModules() {}

  /** The one that makes an artifact, also where this run leaves it out; empty for all others'. */
  static Optional<MavenProject> of(MavenSession session, Artifact artifact) {
    return session.getAllProjects().stream()
        .filter(
            module ->
                module.getGroupId().equals(artifact.getGroupId())
                    && module.getArtifactId().equals(artifact.getArtifactId())
                    && module.getVersion().equals(artifact.getBaseVersion()))
        .findFirst();
  }
}
