package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.Digest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A digest of everything that a provider reads when it writes a model's DDL: the class path, the
 * settings, the Java that runs it.
 *
 * <p>Files of directories count by content; jars by path, size and time, as Maven's repository
 * never changes one.
 */
public final class ModelDigest {
  private final MessageDigest digest = Digest.sha256();

  private ModelDigest() {}

  static String of(JpaModel model, int serverMajor) throws IOException {
    ModelDigest all = new ModelDigest();
    all.add(model, serverMajor);
    return Digest.of(all.digest);
  }

  /**
   * The same for whatever a model is; empty for what no file has.
   *
   * @param server which PostgreSQL it is for
   */
  public static Optional<String> of(ModelSource model, String server) throws IOException {
    ModelDigest all = new ModelDigest();
    all.add(server);
    if (model instanceof JpaModel jpa) {
      all.add(jpa, 0);
    } else if (model instanceof SqlFileModel file) {
      all.add(stamp(own()));
      all.digest.update(Files.readAllBytes(file.file()));
    } else {
      return Optional.empty();
    }
    return Optional.of(Digest.of(all.digest));
  }

  private void add(JpaModel model, int serverMajor) throws IOException {
    add(Integer.toString(serverMajor));
    add(System.getProperty("java.vm.version"));
    add(stamp(own()));
    add(model.packages().toString());
    add(model.persistenceUnit().toString());
    add(model.naming().toString());
    add(model.mappingFiles().toString());
    add(new TreeMap<>(model.properties()).toString());
    // What application.yml takes from the environment stands in no file.
    add(
        SpringSettings.read(model.classPath().stream().filter(Files::isDirectory).toList())
            .toString());
    add(providersProperties().toString());
    addClassPath(model.classPath());
  }

  /** A digest of a class path alone. */
  static String of(List<Path> classPath) throws IOException {
    ModelDigest all = new ModelDigest();
    all.addClassPath(classPath);
    return Digest.of(all.digest);
  }

  private void addClassPath(List<Path> classPath) throws IOException {
    for (Path entry : classPath) {
      if (Files.isDirectory(entry)) {
        addDirectory(entry);
      } else {
        add(stamp(entry));
      }
    }
  }

  /** Hibernate takes settings from the system's properties, too. */
  private static TreeMap<String, String> providersProperties() {
    TreeMap<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("hibernate.") || name.startsWith("jakarta.persistence.")) {
        properties.put(name, System.getProperty(name));
      }
    }
    return properties;
  }

  private void addDirectory(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        add(root.relativize(file).toString());
        byte[] content = Files.readAllBytes(file);
        add(Integer.toString(content.length));
        digest.update(content);
      }
    }
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static String stamp(Path file) throws IOException {
    return Files.exists(file)
        ? file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis()
        : file + " is absent";
  }

  /** Another Athanor may tell the provider something else. */
  private static Path own() throws IOException {
    CodeSource source = ModelDigest.class.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
