package dev.athanor.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;

/** Whether a build has entities, by what its sources look like: nothing need be compiled yet. */
final class EntitySources {
  private static final Pattern SOURCE = Pattern.compile(".*\\.(java|kt|groovy)");
  private static final Pattern ENTITY = Pattern.compile("@(\\w+\\.)*Entity\\b");

  private EntitySources() {}

  /** In any module of it. */
  static boolean of(MavenSession session) {
    return session.getAllProjects().stream()
        .flatMap(project -> project.getCompileSourceRoots().stream())
        .anyMatch(root -> in(Path.of(root)));
  }

  /** Below a directory of sources, which may not be there. */
  static boolean in(Path root) {
    if (!Files.isDirectory(root)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> SOURCE.matcher(file.getFileName().toString()).matches())
          .anyMatch(EntitySources::hasEntity);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasEntity(Path file) {
    try {
      // Any encoding's annotations are ASCII.
      return ENTITY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException e) {
      return false; // it is advice only
    }
  }
}
