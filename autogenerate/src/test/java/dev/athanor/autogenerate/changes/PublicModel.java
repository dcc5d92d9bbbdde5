package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.testing.Project;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One model that {@code bench/models} has prepared: a directory with the file {@code class-path},
 * with {@code model.properties} (packages, what the provider is told, and what rows get that have
 * no value yet), and with the project's own revisions in {@code history} where it publishes some.
 */
record PublicModel(Path directory, JpaModel jpa, Map<String, String> backfills) {
  private static final String PROVIDER = "provider.";
  private static final String BACKFILL = "backfill.";

  static Stream<PublicModel> in(Path all) {
    try (Stream<Path> directories = Files.list(all)) {
      return directories
          .filter(directory -> Files.exists(directory.resolve("class-path")))
          .sorted()
          .map(PublicModel::read)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PublicModel read(Path directory) {
    try (var text = Files.newBufferedReader(directory.resolve("model.properties"))) {
      Properties properties = new Properties();
      properties.load(text);
      List<Path> classPath =
          Stream.of(
                  Files.readString(directory.resolve("class-path"))
                      .strip()
                      .split(File.pathSeparator))
              .map(Path::of)
              .toList();
      return new PublicModel(
          directory,
          new JpaModel(
              classPath,
              list(properties.getProperty("packages")),
              Optional.empty(),
              JpaModel.Naming.valueOf(properties.getProperty("naming", "JPA")),
              list(properties.getProperty("mappingFiles", "")),
              those(properties, PROVIDER)),
          those(properties, BACKFILL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> those(Properties properties, String prefix) {
    Map<String, String> those = new TreeMap<>();
    properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> those.put(name.substring(prefix.length()), properties.getProperty(name)));
    return those;
  }

  private static List<String> list(String commas) {
    return Stream.of(commas.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  boolean hasHistory() {
    return Files.isDirectory(directory.resolve("history"));
  }

  /** Gives a project the revisions that this one publishes. */
  Project copyHistory(Project project) {
    Path from = directory.resolve("history");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path to = project.root().resolve(from.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path master = from.resolve("master");
    return Files.exists(master) ? project.master(read(master, "")) : project;
  }

  private static String read(Path file, String other) {
    try {
      return Files.exists(file) ? Files.readString(file).strip() : other;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many classes of its packages are entities. */
  int entities() {
    return jpa.classPath().stream().mapToInt(this::entities).sum();
  }

  private int entities(Path entry) {
    List<String> prefixes =
        jpa.packages().stream().map(name -> name.replace('.', '/') + "/").toList();
    try (FileSystem jar =
        Files.isDirectory(entry) ? null : FileSystems.newFileSystem(entry, (ClassLoader) null)) {
      Path root = jar == null ? entry : jar.getPath("/");
      try (Stream<Path> files = Files.walk(root)) {
        return (int)
            files
                .filter(file -> file.toString().endsWith(".class"))
                .filter(
                    file ->
                        prefixes.stream().anyMatch(root.relativize(file).toString()::startsWith))
                .filter(PublicModel::isEntity)
                .count();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEntity(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return text.contains("Ljakarta/persistence/Entity;");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line that the page is made of. */
  void report(String what, Map<String, Object> numbers) {
    StringBuilder line = new StringBuilder(directory.getFileName() + " " + what);
    new TreeMap<>(numbers)
        .forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    try {
      Files.writeString(
          directory.getParent().resolve("results"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return directory.getFileName().toString();
  }
}
