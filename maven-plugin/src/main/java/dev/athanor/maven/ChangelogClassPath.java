package dev.athanor.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.DefaultDependencyResolutionRequest;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.Dependency;

/**
 * Where the files of a Liquibase master changelog may be beside the changelog root: the module's
 * resources, its dependencies and the plugin's own.
 *
 * <p>Resources of modules are read where they are written, so that nothing has to be built first.
 */
final class ChangelogClassPath {
  private final MavenProject project;
  private final MavenSession session;
  private final ProjectDependenciesResolver resolver;
  private final PluginDescriptor plugin;

  ChangelogClassPath(
      MavenProject project,
      MavenSession session,
      ProjectDependenciesResolver resolver,
      PluginDescriptor plugin) {
    this.project = project;
    this.session = session;
    this.resolver = resolver;
    this.plugin = plugin;
  }

  /** Jars and directories that exist; a dependency that cannot be had is left out. */
  List<Path> entries() {
    Set<Path> entries = new LinkedHashSet<>(resources(project));
    for (Dependency dependency : dependencies()) {
      Artifact artifact = dependency.getArtifact();
      Optional<MavenProject> module = module(artifact);
      if (module.isPresent()) {
        entries.addAll(resources(module.get()));
      } else if (artifact.getFile() != null) {
        entries.add(artifact.getFile().toPath());
      }
    }
    plugin.getArtifacts().stream()
        .filter(artifact -> artifact.getFile() != null)
        .forEach(artifact -> entries.add(artifact.getFile().toPath()));
    return entries.stream().filter(entry -> Files.isDirectory(entry) || isJar(entry)).toList();
  }

  private static boolean isJar(Path entry) {
    return entry.toString().endsWith(".jar") && Files.isRegularFile(entry);
  }

  private static List<Path> resources(MavenProject module) {
    List<Path> directories = new ArrayList<>();
    for (Resource resource : module.getResources()) {
      directories.add(Path.of(resource.getDirectory()));
    }
    return directories;
  }

  private List<Dependency> dependencies() {
    DefaultDependencyResolutionRequest request =
        new DefaultDependencyResolutionRequest(project, session.getRepositorySession());
    request.setResolutionFilter(
        (node, parents) -> node.getArtifact() == null || module(node.getArtifact()).isEmpty());
    try {
      return resolver.resolve(request).getDependencies();
    } catch (DependencyResolutionException e) {
      // What is missing because of that is named as missing.
      return e.getResult().getDependencies();
    }
  }

  private Optional<MavenProject> module(Artifact artifact) {
    return SessionModules.of(session, artifact);
  }
}
