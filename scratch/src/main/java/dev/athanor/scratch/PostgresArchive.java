package dev.athanor.scratch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/** A jar with one {@code .txz} that holds a PostgreSQL: bin/, lib/ and share/. */
final class PostgresArchive {
  private PostgresArchive() {}

  /**
   * The directory with {@code initdb} and {@code postgres}, unpacked under {@code home} unless it
   * is there; whole or not at all.
   */
  static Path unpack(Path home, Platform platform, Binaries.Published published)
      throws IOException {
    Path target = home.resolve("postgresql-" + published.version() + "-" + platform.name());
    if (!Files.isDirectory(target)) {
      Path jar = published.repository().jar(platform.artifact(), published.version());
      Path half = Files.createTempDirectory(home, "unpack");
      try {
        unpack(jar, half);
        // Whoever the server runs as reads it.
        Permissions.set(half, "rwxr-xr-x");
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Trees.delete(half);
      }
    }
    return target.resolve("bin");
  }

  static void unpack(Path jar, Path target) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry archive =
          zip.stream()
              .map(ZipEntry.class::cast)
              .filter(entry -> entry.getName().toLowerCase(Locale.ROOT).endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException(jar + " holds no .txz archive"));
      try (InputStream in =
          new XZInputStream(new BufferedInputStream(zip.getInputStream(archive)))) {
        new Untar(target).extract(in);
      }
    }
  }
}
