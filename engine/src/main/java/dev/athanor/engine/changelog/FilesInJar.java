package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of a jar. */
final class FilesInJar implements FilePlace {
  private final Path jar;
  private final TreeSet<String> names = new TreeSet<>();

  /**
   * @throws AthanorException INVALID_CONFIGURATION for a file that is no jar
   */
  FilesInJar(Path jar) {
    this.jar = jar;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      // Classes are many, and looked into where they are changes of an extension.
      boolean extension = zip.getEntry(ChangelogFiles.EXTENSION) != null;
      zip.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .filter(name -> extension || !name.endsWith(".class"))
          .forEach(names::add);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the class path's entry " + jar + " cannot be read: " + e.getMessage(),
          "Name a jar, or a directory.",
          e);
    }
  }

  @Override
  public boolean exists(String path) {
    return names.contains(path);
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(path);
      if (entry == null) {
        throw new FileNotFoundException(path + " is not in " + jar);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        // What an entry says of its size need not be true.
        byte[] bytes = in.readNBytes((int) ChangelogFiles.MAX_FILE_BYTES + 1);
        ChangelogFiles.requireSize(path, bytes.length);
        return bytes;
      }
    }
  }

  @Override
  public Optional<List<String>> list(String directory, boolean recursive) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    Set<String> below = names.subSet(prefix, prefix + Character.MAX_VALUE);
    return below.isEmpty()
        ? Optional.empty()
        : Optional.of(
            below.stream()
                .filter(name -> recursive || name.indexOf('/', prefix.length()) < 0)
                .toList());
  }

  @Override
  public String toString() {
    return jar.toString();
  }
}
