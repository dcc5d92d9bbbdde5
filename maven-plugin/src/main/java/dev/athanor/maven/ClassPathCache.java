package dev.athanor.maven;

import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.DependencyManagement;
import org.apache.maven.project.MavenProject;

/**
 * The jars that a module's dependencies came to the last time: to find them, Maven reads the POM of
 * every one, which takes longer than to compare a model of usual size.
 *
 * <p>What cannot be read or written here is no error: Maven is asked again.
 */
final class ClassPathCache {
  private final Path file;
  private final String key;

  private ClassPathCache(Path file, String key) {
    this.file = file;
    this.key = key;
  }

  static ClassPathCache of(Path directory, MavenProject project, MavenSession session) {
    StringBuilder inputs = new StringBuilder(session.getLocalRepository().getBasedir());
    inputs.append('\n').append(project.getId());
    DependencyManagement managed = project.getDependencyManagement();
    project.getDependencies().forEach(dependency -> inputs.append(text(dependency)));
    inputs.append("\nmanaged");
    if (managed != null) {
      managed.getDependencies().forEach(dependency -> inputs.append(text(dependency)));
    }
    inputs.append("\nbuilt with");
    session.getAllProjects().forEach(module -> inputs.append('\n').append(module.getId()));
    project.getRemoteProjectRepositories().forEach(each -> inputs.append('\n').append(each));
    return new ClassPathCache(directory.resolve("class-path"), Digest.of(inputs.toString()));
  }

  private static String text(Dependency dependency) {
    List<String> exclusions =
        dependency.getExclusions().stream()
            .map(exclusion -> exclusion.getGroupId() + ":" + exclusion.getArtifactId())
            .toList();
    return "\n"
        + String.join(
            ":",
            dependency.getManagementKey(),
            dependency.getVersion(),
            dependency.getScope(),
            dependency.getOptional(),
            dependency.getSystemPath(),
            exclusions.toString());
  }

  /** The jars, when everything they depend on is as it was and every one is there. */
  Optional<List<Path>> read() {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || !lines.get(0).equals(key)) {
        return Optional.empty();
      }
      List<Path> jars = lines.subList(1, lines.size()).stream().map(Path::of).toList();
      return jars.stream().allMatch(Files::exists) ? Optional.of(jars) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(List<Path> jars) {
    List<String> lines = new ArrayList<>(List.of(key));
    jars.forEach(jar -> lines.add(jar.toString()));
    try {
      AtomicFile.write(file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The next run asks Maven again.
    }
  }
}
