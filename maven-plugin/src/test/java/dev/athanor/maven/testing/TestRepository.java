package dev.athanor.maven.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A local repository under target/ with this build's own artifacts: the plugin as packaged and what
 * it needs of the reactor. Everything else comes from the user's repository behind it.
 */
final class TestRepository {
  private static final String GROUP = "dev/athanor";

  private final Path directory;

  private TestRepository(Path directory) {
    this.directory = directory;
  }

  static TestRepository create(Path directory) {
    TestRepository repository = new TestRepository(directory);
    try {
      repository.installPom(Path.of(System.getProperty("test.parent")), "athanor");
      repository.installJar(plugin());
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (entry.endsWith(".jar") && new File(entry).getName().startsWith("athanor-")) {
          repository.installJar(Path.of(entry));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return repository;
  }

  Path directory() {
    return directory;
  }

  private static Path plugin() {
    return Path.of("target", "athanor-maven-plugin-" + version() + ".jar").toAbsolutePath();
  }

  static String version() {
    return System.getProperty("test.version");
  }

  /** The archiver puts the POM into the jar: it says what the jar is. */
  private void installJar(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (!entry.getName().matches("META-INF/maven/dev.athanor/[^/]+/pom.properties")) {
          continue;
        }
        Properties coordinates = new Properties();
        try (InputStream in = file.getInputStream(entry)) {
          coordinates.load(in);
        }
        Path target = target(coordinates.getProperty("artifactId"));
        if (jar.toString().endsWith("-tests.jar")) {
          return;
        }
        copy(jar, target.resolve(target.getParent().getFileName() + "-" + version() + ".jar"));
        JarEntry pom = file.getJarEntry(entry.getName().replace("pom.properties", "pom.xml"));
        try (InputStream in = file.getInputStream(pom)) {
          Files.copy(
              in,
              target.resolve(target.getParent().getFileName() + "-" + version() + ".pom"),
              StandardCopyOption.REPLACE_EXISTING);
        }
        return;
      }
    }
  }

  private void installPom(Path pom, String artifactId) throws IOException {
    copy(pom, target(artifactId).resolve(artifactId + "-" + version() + ".pom"));
  }

  private Path target(String artifactId) throws IOException {
    return Files.createDirectories(directory.resolve(GROUP).resolve(artifactId).resolve(version()));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted((a, b) -> b.compareTo(a))::iterator) {
          Files.delete(file);
        }
      }
    }
  }
}
