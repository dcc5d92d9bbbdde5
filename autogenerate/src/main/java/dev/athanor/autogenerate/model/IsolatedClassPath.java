package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The project's class path, and nothing of Athanor's or Maven's: its provider meets the versions it
 * was built with.
 */
final class IsolatedClassPath implements Closeable {
  private final List<Path> entries;
  private final URLClassLoader loader;

  /**
   * @param parent the platform's class loader, or one that has the entries which are jars already
   */
  IsolatedClassPath(List<Path> entries, ClassLoader parent) {
    this.entries = entries;
    this.loader =
        new URLClassLoader(
            "model", entries.stream().map(IsolatedClassPath::url).toArray(URL[]::new), parent);
  }

  ClassLoader loader() {
    return loader;
  }

  List<Path> directories() {
    return entries.stream().filter(Files::isDirectory).toList();
  }

  List<Path> jars() {
    // As the JVM does, without a word on others: a dependency of type pom brings no classes.
    return entries.stream()
        .filter(entry -> entry.toString().endsWith(".jar") && Files.isRegularFile(entry))
        .toList();
  }

  boolean has(String className) {
    return loader.getResource(className.replace('.', '/') + ".class") != null;
  }

  /** The class, not initialized: its static code never runs here. */
  Class<?> load(String className) {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException e) {
      throw missing(className, className, e);
    } catch (LinkageError e) {
      throw missing(className, String.valueOf(e.getMessage()).replace('/', '.'), e);
    }
  }

  static AthanorException missing(String className, String what, Throwable cause) {
    return new AthanorException(
        Reason.INVALID_MODEL,
        "Class " + className + " of the model cannot be loaded: " + what + " is not usable.",
        "Compile the module first and put the missing class on its compile or runtime class path.",
        cause);
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry.toString(), e);
    }
  }
}
