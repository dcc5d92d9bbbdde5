package dev.athanor.maven;

import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Dependency;
import org.apache.maven.project.MavenProject;

/**
 * The module that the application is started from, where the entities are in another: its class
 * path and its settings decide what tables are called.
 */
final class ApplicationModule {
  private static final String SPRING_BOOT = "org.springframework.boot";

  private final MavenProject project;
  private final MavenSession session;

  /**
   * @param project the module with the revisions
   */
  ApplicationModule(MavenProject project, MavenSession session) {
    this.project = project;
    this.session = session;
  }

  /**
   * The module of this name; the one with the revisions where there is none.
   *
   * @param name {@code artifactId} or {@code groupId:artifactId}; may be null
   * @throws AthanorException INVALID_CONFIGURATION for one that the build does not have
   */
  MavenProject named(String name) {
    if (name == null) {
      return project;
    }
    return session.getAllProjects().stream()
        .filter(module -> name.equals(module.getArtifactId()) || name.equals(key(module)))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private AthanorException unknown(String name) {
    List<String> modules =
        session.getAllProjects().stream().map(MavenProject::getArtifactId).toList();
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "There is no module " + name + " in this build, which has " + modules + ".",
        "Correct athanor.application; or run the goal from the directory of all modules.");
  }

  /**
   * What to say where nobody has named a module, and one that is built on this one would have other
   * names.
   *
   * @param classPath of this module
   */
  Optional<String> otherNames(List<Path> classPath) {
    Map<String, String> own = settings(project, classPath);
    for (MavenProject module : session.getAllProjects()) {
      if (module != project && dependsOn(module, new ArrayList<>())) {
        Map<String, String> others = settings(module, classPath);
        if (!others.isEmpty() && !others.equals(own)) {
          others.entrySet().removeAll(own.entrySet());
          return Optional.of(warning(module, others));
        }
      }
    }
    return Optional.empty();
  }

  private String warning(MavenProject module, Map<String, String> others) {
    return "Module "
        + module.getArtifactId()
        + " is built on this one and has settings that may name tables otherwise, which are not"
        + " read here: "
        + others
        + ". -Dathanor.application="
        + module.getArtifactId()
        + " reads the model as that module has it; -Dathanor.application="
        + project.getArtifactId()
        + " says that this is meant.";
  }

  private boolean dependsOn(MavenProject module, List<MavenProject> seen) {
    seen.add(module);
    for (Dependency dependency : module.getDependencies()) {
      for (MavenProject other : session.getAllProjects()) {
        boolean needs =
            !"test".equals(dependency.getScope())
                && dependency.getGroupId().equals(other.getGroupId())
                && dependency.getArtifactId().equals(other.getArtifactId());
        if (needs && (other == project || !seen.contains(other) && dependsOn(other, seen))) {
          return true;
        }
      }
    }
    return false;
  }

  /** What a module's files say to the provider, and whether Spring Boot names things there. */
  private Map<String, String> settings(MavenProject module, List<Path> classPath) {
    Map<String, String> settings = new TreeMap<>();
    try {
      settings.putAll(JpaModel.schemaSettings(directories(module)));
    } catch (AthanorException e) {
      // A file with what Maven fills in is none yet; nobody has asked for it.
    }
    boolean spring =
        module == project
            ? classPath.stream()
                .anyMatch(jar -> jar.getFileName().toString().contains("spring-boot"))
            : module.getDependencies().stream()
                .map(Dependency::getGroupId)
                .anyMatch(SPRING_BOOT::equals);
    if (spring) {
      settings.put("names by", "Spring Boot");
    }
    return settings;
  }

  /** Where a module's resources are: as Maven has filled them in, else as they were written. */
  private static List<Path> directories(MavenProject module) {
    Path classes = Path.of(module.getBuild().getOutputDirectory());
    if (Files.isDirectory(classes)) {
      return List.of(classes);
    }
    return module.getResources().stream()
        .map(resource -> resource.getDirectory())
        .filter(Objects::nonNull)
        .map(Path::of)
        .toList();
  }

  private static String key(MavenProject module) {
    return module.getGroupId() + ":" + module.getArtifactId();
  }
}
