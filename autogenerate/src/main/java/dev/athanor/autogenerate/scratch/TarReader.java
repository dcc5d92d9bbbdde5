package dev.athanor.autogenerate.scratch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unpacks a tar archive as GNU tar writes it: long names in entries of their own. */
final class TarReader {
  private static final int BLOCK = 512;

  private final InputStream in;
  private final Path target;

  /**
   * @param target a directory; nothing is written outside of it
   */
  TarReader(InputStream in, Path target) {
    this.in = in;
    this.target = target;
  }

  void extract() throws IOException {
    String longName = null;
    String longLink = null;
    for (byte[] header = block(); header[0] != 0; header = block()) {
      long size = Long.parseLong(text(header, 124, 12).strip(), 8);
      char type = (char) header[156];
      if (type == 'L') {
        longName = longText(size);
      } else if (type == 'K') {
        longLink = longText(size);
      } else {
        Path path = within(longName == null ? name(header) : longName);
        String link = longLink == null ? text(header, 157, 100) : longLink;
        entry(type, path, link, size, mode(header));
        longName = null;
        longLink = null;
      }
    }
  }

  private void entry(char type, Path path, String link, long size, int mode) throws IOException {
    switch (type) {
      case '0', 0 -> {
        Files.createDirectories(path.getParent());
        copy(size, path);
        if ((mode & 0111) != 0) {
          path.toFile().setExecutable(true, false);
        }
      }
      case '1' -> Files.copy(within(link), path);
      case '2' -> {
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(link));
      }
      case '5' -> Files.createDirectories(path);
      default -> throw new IOException("the archive has an entry of type '" + type + "': " + path);
    }
  }

  private Path within(String name) throws IOException {
    Path path = target.resolve(name).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive names a path outside itself: " + name);
    }
    return path;
  }

  private static String name(byte[] header) {
    // Only POSIX's own format has a prefix there; GNU's older one has times.
    boolean posix = text(header, 257, 8).equals("ustar");
    String prefix = posix ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
  }

  private static int mode(byte[] header) {
    return Integer.parseInt(text(header, 100, 8).strip(), 8);
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private String longText(long size) throws IOException {
    byte[] bytes = in.readNBytes((int) size);
    in.skipNBytes(padding(size));
    return text(bytes, 0, bytes.length);
  }

  private void copy(long size, Path file) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (var out = Files.newOutputStream(file)) {
      for (long left = size; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("the archive ends within " + file.getFileName());
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    in.skipNBytes(padding(size));
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  private byte[] block() throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw new EOFException("the archive ends in the middle");
    }
    return block;
  }
}
