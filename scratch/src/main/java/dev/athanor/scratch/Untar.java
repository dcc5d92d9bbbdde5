package dev.athanor.scratch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks a tar archive into a directory; nothing is written outside of it. */
final class Untar {
  private final Path target;

  Untar(Path target) {
    this.target = target;
  }

  /**
   * @throws IOException also for an entry that is no file, directory or link
   */
  void extract(InputStream archive) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        extract(e, tar);
      }
    }
  }

  private void extract(TarArchiveEntry entry, InputStream content) throws IOException {
    Path path = within(entry.getName());
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.copy(within(entry.getLinkName()), path);
    } else if (entry.isFile()) {
      Files.copy(content, path);
      if ((entry.getMode() & 0111) != 0) {
        path.toFile().setExecutable(true, false);
      }
    } else {
      throw new IOException("the archive has an entry that is no file: " + path);
    }
  }

  private Path within(String name) throws IOException {
    Path path = target.resolve(name).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive names a path outside itself: " + name);
    }
    return path;
  }
}
