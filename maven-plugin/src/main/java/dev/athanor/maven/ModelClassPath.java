package dev.athanor.maven;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.DefaultDependencyResolutionRequest;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.DependencyNode;

/**
 * The class path that a module's application has; resolved only when a model is really looked at.
 */
final class ModelClassPath {
  private final MavenProject project;
  private final MavenProject running;
  private final MavenSession session;
  private final ProjectDependenciesResolver resolver;
  private final ClassPathCache cache;

  /**
   * @param project the module whose class path is wanted
   * @param running the module that the goal runs in: those behind it are not compiled yet in a run
   *     that compiles
   * @param cache a directory for what was resolved before
   */
  ModelClassPath(
      MavenProject project,
      MavenProject running,
      MavenSession session,
      ProjectDependenciesResolver resolver,
      Path cache) {
    this.project = project;
    this.running = running;
    this.session = session;
    this.resolver = resolver;
    this.cache = ClassPathCache.of(cache, project, session);
  }

  /**
   * @throws AthanorException INVALID_MODEL for classes that are missing or older than their
   *     sources, INVALID_CONFIGURATION for a dependency that cannot be had
   */
  List<Path> resolve() {
    List<Path> entries = new ArrayList<>();
    entries.add(classes(project));
    entries.addAll(cache.read().orElseGet(this::dependencies));
    return entries;
  }

  private List<Path> dependencies() {
    List<Path> entries = new ArrayList<>();
    boolean fixed = true;
    for (DependencyNode node : nodes()) {
      Artifact artifact = node.getArtifact();
      if (node.getDependency().getScope().equals("test")) {
        continue;
      }
      Optional<MavenProject> module = module(artifact);
      // What a range or a snapshot stands for, and what a module has compiled, may change any time.
      fixed &=
          module.isEmpty()
              && !artifact.isSnapshot()
              && (node.getVersionConstraint() == null
                  || node.getVersionConstraint().getRange() == null);
      if (module.isPresent()) {
        entries.add(classes(module.get()));
      } else if (artifact.getFile() != null) {
        entries.add(artifact.getFile().toPath());
      }
    }
    if (fixed) {
      cache.write(entries);
    }
    return entries;
  }

  private List<DependencyNode> nodes() {
    DefaultDependencyResolutionRequest request =
        new DefaultDependencyResolutionRequest(project, session.getRepositorySession());
    // A module of this build may never have been packaged: its classes are taken as they are.
    request.setResolutionFilter((node, parents) -> !isModule(node));
    try {
      return flat(resolver.resolve(request).getDependencyGraph());
    } catch (DependencyResolutionException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The class path of " + project.getArtifactId() + " cannot be resolved: " + e.getMessage(),
          "Build the module once, or correct the dependency.",
          e);
    }
  }

  private static List<DependencyNode> flat(DependencyNode root) {
    List<DependencyNode> all = new ArrayList<>();
    for (DependencyNode child : root.getChildren()) {
      all.add(child);
      all.addAll(flat(child));
    }
    return all;
  }

  private boolean isModule(DependencyNode node) {
    return node.getArtifact() != null && module(node.getArtifact()).isPresent();
  }

  private Optional<MavenProject> module(Artifact artifact) {
    // Also those that this run leaves out: what they have compiled is what the module is built
    // with.
    return SessionModules.of(session, artifact);
  }

  private Path classes(MavenProject module) {
    Path classes = Path.of(module.getBuild().getOutputDirectory());
    for (String root : module.getCompileSourceRoots()) {
      for (Path source : sources(Path.of(root))) {
        if (isStale(source, Path.of(root), classes)) {
          throw new AthanorException(
              Reason.INVALID_MODEL,
              source + " is newer than what was compiled into " + classes + ".",
              session.getProjects().indexOf(module) <= session.getProjects().indexOf(running)
                      && session.getProjects().contains(module)
                  ? "Compile in the same run: mvn compile athanor:…."
                  : "Compile all modules first, then run the goal: mvn compile && mvn athanor:….");
        }
      }
    }
    return classes;
  }

  private static List<Path> sources(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(source -> source.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether the model would be yesterday's: a class that is older than its source, or not there.
   */
  private static boolean isStale(Path source, Path root, Path classes) {
    String name = root.relativize(source).toString();
    Path compiled = classes.resolve(name.substring(0, name.length() - 4) + "class");
    // A file need not have a class of its name; then the package's others tell.
    Path witness = Files.exists(compiled) ? compiled : compiled.getParent();
    try {
      return !Files.exists(witness)
          || Files.getLastModifiedTime(witness).compareTo(Files.getLastModifiedTime(source)) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
