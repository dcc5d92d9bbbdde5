package dev.athanor.engine.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The source files in a bundle, read with other people's zip and tar. */
public final class BundleSources {
  private BundleSources() {}

  public static SortedMap<String, byte[]> of(byte[] bundle) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
      for (ZipEntry member = zip.getNextEntry(); member != null; member = zip.getNextEntry()) {
        if (member.getName().equals("sources.tar")) {
          TarArchiveInputStream tar = new TarArchiveInputStream(zip, "UTF-8");
          for (TarArchiveEntry file = tar.getNextEntry(); file != null; file = tar.getNextEntry()) {
            files.put(file.getName(), tar.readAllBytes());
          }
          return files;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalArgumentException("no sources.tar");
  }
}
