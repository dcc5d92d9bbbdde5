package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Finds what a provider's own scanner would: entities, mapped superclasses, embeddables, converters
 * and annotated packages.
 *
 * <p>A class is loaded only when its bytes mention one of these annotations: most of a project is
 * never looked at.
 */
final class EntityScan {
  private static final Set<String> MANAGED =
      Set.of(
          "jakarta.persistence.Entity",
          "jakarta.persistence.MappedSuperclass",
          "jakarta.persistence.Embeddable",
          "jakarta.persistence.Converter");

  private final IsolatedClassPath classPath;
  private final List<String> prefixes;
  private final Set<String> found = new TreeSet<>();
  private String legacy;

  EntityScan(IsolatedClassPath classPath, Collection<String> packages) {
    this.classPath = classPath;
    this.prefixes = packages.stream().map(name -> name.replace('.', '/') + "/").toList();
  }

  /** Names of managed classes, and of packages that carry annotations, in a fixed order. */
  List<String> find() {
    classPath.directories().forEach(this::scanDirectory);
    if (!prefixes.isEmpty()) {
      classPath.jars().forEach(this::scanJar);
    }
    if (found.isEmpty() && legacy != null) {
      throw new AthanorException(
          Reason.INVALID_MODEL,
          "Class " + legacy + " uses javax.persistence; the model must use jakarta.persistence.",
          "Move to Jakarta Persistence 3 (Hibernate 6 or 7), or describe the schema in SQL.");
    }
    return List.copyOf(found);
  }

  private void scanDirectory(Path root) {
    if (prefixes.isEmpty()) {
      scanDirectory(root, root);
    }
    prefixes.stream()
        .map(root::resolve)
        .filter(Files::isDirectory)
        .forEach(below -> scanDirectory(root, below));
  }

  private void scanDirectory(Path root, Path below) {
    try (Stream<Path> files = Files.walk(below)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        String path = root.relativize(file).toString().replace('\\', '/');
        if (wanted(path)) {
          consider(path, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void scanJar(Path file) {
    try (JarFile jar = new JarFile(file.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(ZipEntry.class::cast)::iterator) {
        if (wanted(entry.getName())) {
          consider(entry.getName(), jar.getInputStream(entry).readAllBytes());
        }
      }
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_MODEL,
          "Class path entry " + file + " cannot be read: " + e.getMessage(),
          "Build the module again, or take the entry off its class path.",
          e);
    }
  }

  private boolean wanted(String path) {
    if (!path.endsWith(".class")
        || path.startsWith("META-INF/")
        || path.endsWith("module-info.class")) {
      return false;
    }
    return prefixes.isEmpty() || prefixes.stream().anyMatch(path::startsWith);
  }

  private void consider(String path, byte[] bytes) {
    // Every byte a char: annotation types stand as plain ASCII in the constant pool.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.contains("Ljavax/persistence/Entity;")) {
      legacy = className(path);
    }
    if (path.endsWith("package-info.class")) {
      if (text.contains("Lorg/hibernate/annotations/")) {
        found.add(path.substring(0, path.lastIndexOf('/')).replace('/', '.'));
      }
    } else if (MANAGED.stream().anyMatch(type -> mentions(text, type)) && managed(path)) {
      found.add(className(path));
    }
  }

  private static boolean mentions(String text, String type) {
    return text.contains("L" + type.replace('.', '/') + ";");
  }

  private boolean managed(String path) {
    Class<?> type = classPath.load(className(path));
    return Stream.of(type.getDeclaredAnnotations())
        .anyMatch(annotation -> MANAGED.contains(annotation.annotationType().getName()));
  }

  private static String className(String path) {
    return path.substring(0, path.length() - ".class".length()).replace('/', '.');
  }
}
