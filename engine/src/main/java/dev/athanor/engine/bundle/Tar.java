package dev.athanor.engine.bundle;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files by path as a plain ustar archive: readable with tar, the same bytes everywhere. */
final class Tar {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int PREFIX = 155;
  private static final int SIZE_AT = 124;
  private static final int SIZE_DIGITS = 11;
  private static final int CHECKSUM_AT = 148;
  private static final int PREFIX_AT = 345;
  private static final int OCTAL = 8;

  private Tar() {}

  static byte[] write(SortedMap<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    files.forEach(
        (path, data) -> {
          out.writeBytes(header(path, data.length));
          out.writeBytes(data);
          out.writeBytes(new byte[padding(data.length)]);
        });
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  /**
   * What {@link #write} wrote.
   *
   * @throws dev.athanor.engine.model.AthanorException INVALID_BUNDLE for anything else
   */
  static SortedMap<String, byte[]> read(byte[] tar) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try {
      for (int at = 0; at + BLOCK <= tar.length && tar[at] != 0; ) {
        int size = Integer.parseInt(text(tar, at + SIZE_AT, SIZE_DIGITS), OCTAL);
        String prefix = text(tar, at + PREFIX_AT, PREFIX);
        String name = text(tar, at, NAME);
        int start = at + BLOCK;
        files.put(
            prefix.isEmpty() ? name : prefix + "/" + name,
            Arrays.copyOfRange(tar, start, Math.addExact(start, size)));
        at = start + size + padding(size);
      }
      return files;
    } catch (NumberFormatException | ArithmeticException | IndexOutOfBoundsException e) {
      throw BundleErrors.invalid(BundleMembers.SOURCES + " is damaged");
    }
  }

  private static String text(byte[] tar, int at, int length) {
    int end = at;
    while (end < at + length && tar[end] != 0) {
      end++;
    }
    return new String(tar, at, end - at, StandardCharsets.UTF_8);
  }

  private static byte[] header(String path, int size) {
    byte[] header = new byte[BLOCK];
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    int slash = bytes.length <= NAME ? -1 : split(bytes, path);
    System.arraycopy(bytes, slash + 1, header, 0, bytes.length - slash - 1);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, SIZE_AT, octal(size, SIZE_DIGITS) + "\0" + octal(0, SIZE_DIGITS) + "\0");
    put(header, CHECKSUM_AT, "        0");
    put(header, 257, "ustar\00000");
    if (slash > 0) {
      System.arraycopy(bytes, 0, header, PREFIX_AT, slash);
    }
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, CHECKSUM_AT, octal(sum, 6) + "\0 ");
    return header;
  }

  private static int split(byte[] bytes, String path) {
    for (int i = Math.min(PREFIX, bytes.length - 1); i >= bytes.length - NAME - 1 && i > 0; i--) {
      if (bytes[i] == '/') {
        return i;
      }
    }
    throw new AthanorException(
        Reason.INVALID_CHANGELOG,
        path + ": the name is too long for a bundle",
        "Keep file names within 100 bytes and paths within 255.");
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String octal(int value, int digits) {
    String octal = Integer.toOctalString(value);
    return "0".repeat(digits - octal.length()) + octal;
  }

  private static int padding(int size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }
}
