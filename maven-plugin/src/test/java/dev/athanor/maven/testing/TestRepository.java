package dev.athanor.maven.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A local repository under target/ with the plugin as packaged: one jar, and a POM that needs
 * nothing. Everything else comes from the user's repository behind it.
 */
public final class TestRepository {
  private static final String ARTIFACT = "athanor-maven-plugin";

  private final Path directory;

  private TestRepository(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  static TestRepository create(Path directory) {
    Path target = directory.resolve("dev/athanor").resolve(ARTIFACT).resolve(version());
    try {
      Files.createDirectories(target);
      String name = ARTIFACT + "-" + version();
      copy(Path.of("target", name + ".jar"), target.resolve(name + ".jar"));
      copy(Path.of("target", ".flattened-pom.xml"), target.resolve(name + ".pom"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TestRepository(directory);
  }

  Path directory() {
    return directory;
  }

  static String version() {
    return System.getProperty("test.version");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes a directory with all that is in it, if it is there. */
  public static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted((a, b) -> b.compareTo(a))::iterator) {
          Files.delete(file);
        }
      }
    }
  }
}
