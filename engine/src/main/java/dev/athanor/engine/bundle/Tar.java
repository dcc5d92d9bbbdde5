package dev.athanor.engine.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files by path as a plain ustar archive: readable with tar, the same bytes everywhere. A name that
 * ustar has no room for stands in a pax record before its file.
 */
final class Tar {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int PREFIX = 155;
  private static final int SIZE_AT = 124;
  private static final int SIZE_DIGITS = 11;
  private static final int CHECKSUM_AT = 148;
  private static final int TYPE_AT = 156;
  private static final int PREFIX_AT = 345;
  private static final int OCTAL = 8;
  private static final char FILE = '0';
  private static final char PAX = 'x';
  private static final String PATH = " path=";

  private Tar() {}

  static byte[] write(SortedMap<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    files.forEach(
        (path, data) -> {
          if (split(bytes(path)).isPresent()) {
            member(out, path, data, FILE);
          } else {
            member(out, "pax", paxPath(path), PAX);
            member(out, cut(path), data, FILE);
          }
        });
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private static void member(ByteArrayOutputStream out, String path, byte[] data, char type) {
    out.writeBytes(header(path, data.length, type));
    out.writeBytes(data);
    out.writeBytes(new byte[padding(data.length)]);
  }

  /**
   * What {@link #write} wrote.
   *
   * @throws dev.athanor.engine.model.AthanorException INVALID_BUNDLE for anything else
   */
  static SortedMap<String, byte[]> read(byte[] tar) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    Optional<String> longName = Optional.empty();
    try {
      for (int at = 0; at + BLOCK <= tar.length && tar[at] != 0; ) {
        int size = Integer.parseInt(text(tar, at + SIZE_AT, SIZE_DIGITS), OCTAL);
        int start = at + BLOCK;
        byte[] data = Arrays.copyOfRange(tar, start, Math.addExact(start, size));
        if (tar[at + TYPE_AT] == PAX) {
          longName = Optional.of(pathOf(new String(data, StandardCharsets.UTF_8)));
        } else {
          files.put(longName.orElse(name(tar, at)), data);
          longName = Optional.empty();
        }
        at = start + size + padding(size);
      }
      return files;
    } catch (NumberFormatException | ArithmeticException | IndexOutOfBoundsException e) {
      throw BundleErrors.invalid(BundleMembers.SOURCES + " is damaged");
    }
  }

  private static String name(byte[] tar, int at) {
    String prefix = text(tar, at + PREFIX_AT, PREFIX);
    String name = text(tar, at, NAME);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /**
   * The one record that {@link #paxPath} writes: its own length in bytes, {@code path=}, newline.
   */
  private static String pathOf(String record) {
    int value = record.indexOf(PATH);
    if (value < 0 || !record.endsWith("\n")) {
      throw BundleErrors.invalid(BundleMembers.SOURCES + " is damaged");
    }
    return record.substring(value + PATH.length(), record.length() - 1);
  }

  private static byte[] paxPath(String path) {
    int rest = bytes(PATH + path + "\n").length;
    int length = rest + 1;
    while (String.valueOf(length).length() + rest != length) {
      length++;
    }
    return bytes(length + PATH + path + "\n");
  }

  /** What a reader that does not know pax calls the file. */
  private static String cut(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    while (bytes(name).length > NAME) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
    }
    return name;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] tar, int at, int length) {
    int end = at;
    while (end < at + length && tar[end] != 0) {
      end++;
    }
    return new String(tar, at, end - at, StandardCharsets.UTF_8);
  }

  private static byte[] header(String path, int size, char type) {
    byte[] header = new byte[BLOCK];
    byte[] bytes = bytes(path);
    int slash = split(bytes).orElseThrow();
    System.arraycopy(bytes, slash + 1, header, 0, bytes.length - slash - 1);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, SIZE_AT, octal(size, SIZE_DIGITS) + "\0" + octal(0, SIZE_DIGITS) + "\0");
    put(header, CHECKSUM_AT, "        " + type);
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

  /** The slash between prefix and name, -1 for a name without one; empty where there is none. */
  private static OptionalInt split(byte[] bytes) {
    if (bytes.length <= NAME) {
      return OptionalInt.of(-1);
    }
    for (int i = Math.min(PREFIX, bytes.length - 1); i >= bytes.length - NAME - 1 && i > 0; i--) {
      if (bytes[i] == '/') {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
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
