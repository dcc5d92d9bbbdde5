package dev.athanor.autogenerate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The JPA providers the tests run against, as a user's module would have them. */
public enum Provider {
  HIBERNATE_6("hibernate-6"),
  HIBERNATE_7("hibernate-7");

  private final String directory;
  private ClassLoader loader;

  Provider(String directory) {
    this.directory = directory;
  }

  public List<Path> jars() {
    try (Stream<Path> files = Files.list(Path.of("target", "providers", directory))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The provider alone, loaded once for all tests. */
  public synchronized ClassLoader loader() {
    if (loader == null) {
      URL[] urls = jars().stream().map(Provider::url).toArray(URL[]::new);
      loader = new URLClassLoader(name(), urls, ClassLoader.getPlatformClassLoader());
    }
    return loader;
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The class path of a module with these classes. */
  public List<Path> classPath(Path classes) {
    List<Path> entries = new ArrayList<>(List.of(classes));
    entries.addAll(jars());
    return entries;
  }
}
