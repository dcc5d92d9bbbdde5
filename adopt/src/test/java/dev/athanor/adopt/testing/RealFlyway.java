package dev.athanor.adopt.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Flyway itself, one of its lines, loaded by itself. */
public final class RealFlyway {
  private static final Path JARS = Path.of(System.getProperty("basedir", "."), "target", "flyway");
  private static final Map<Integer, ClassLoader> LOADERS = new TreeMap<>();

  private final int major;
  private final String url;
  private final List<Path> locations;
  private final Map<String, String> settings = new TreeMap<>();

  /**
   * @param major 9, 10 or 11
   * @param url JDBC's
   */
  public RealFlyway(int major, String url, Path... locations) {
    this.major = major;
    this.url = url;
    this.locations = List.of(locations);
  }

  /**
   * @param name as in flyway.conf
   */
  public RealFlyway with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** How many migrations it ran. */
  public int migrate() {
    return (int) field(run("migrate"), "migrationsExecuted");
  }

  public void baseline() {
    run("baseline");
  }

  /** Fails where the table does not fit to the files. */
  public void validate() {
    run("validate");
  }

  private Object run(String verb) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader(major));
    try {
      Object flyway = configured();
      return flyway.getClass().getMethod(verb).invoke(flyway);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Object configured() throws ReflectiveOperationException {
    Class<?> type = Class.forName("org.flywaydb.core.Flyway", true, loader(major));
    Object configuration =
        type.getMethod("configure", ClassLoader.class).invoke(null, loader(major));
    Map<String, String> all = new TreeMap<>();
    settings.forEach((name, value) -> all.put("flyway." + name, value));
    all.put("flyway.url", url);
    all.put(
        "flyway.locations",
        String.join(",", locations.stream().map(each -> "filesystem:" + each).toList()));
    configuration.getClass().getMethod("configuration", Map.class).invoke(configuration, all);
    return configuration.getClass().getMethod("load").invoke(configuration);
  }

  private static Object field(Object owner, String name) {
    try {
      return owner.getClass().getField(name).get(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static synchronized ClassLoader loader(int major) {
    return LOADERS.computeIfAbsent(
        major,
        line -> {
          List<URL> urls = new ArrayList<>(jars(JARS.resolve(Integer.toString(line))));
          urls.addAll(jars(JARS.resolve("lib")));
          return new URLClassLoader(urls.toArray(URL[]::new), RealFlyway.class.getClassLoader());
        });
  }

  private static List<URL> jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<URL> urls = new ArrayList<>();
      for (File jar : files.map(Path::toFile).toList()) {
        urls.add(jar.toURI().toURL());
      }
      return urls;
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
