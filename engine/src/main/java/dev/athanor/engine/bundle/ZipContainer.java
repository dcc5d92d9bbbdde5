package dev.athanor.engine.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The one shape of zip file that a bundle has: the members named, in that order, deflated, dated
 * 1980, back to back, no extra fields. Whatever differs from it is refused, so a name can be
 * neither doubled nor lead elsewhere.
 */
final class ZipContainer {
  /** A member as it lies in the file. */
  record Member(String name, ByteBuffer compressed, int size, int crc) {}

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_SIZE = 30;
  private static final int CENTRAL_SIZE = 46;
  private static final int END_SIZE = 22;
  private static final short VERSION = 20;

  /** Deflate cannot do better than 1032 to 1. */
  private static final long MAX_RATIO = 1032;

  private static final short UTF8_NAMES = 0x0800;
  private static final short DEFLATED = 8;
  private static final short MIDNIGHT = 0;
  private static final short FIRST_OF_JANUARY_1980 = 0x21;

  private ZipContainer() {}

  /** Members by name, uncompressed, in their order, as a zip file. */
  static byte[] write(Map<String, byte[]> members) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    members.forEach(
        (name, data) -> {
          byte[] compressed = Deflate.compress(data);
          byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
          int offset = file.size();
          ByteBuffer common = common(data, compressed.length, bytes.length);
          ByteBuffer local = little(LOCAL_SIZE).putInt(LOCAL).put(common.duplicate());
          file.writeBytes(local.array());
          file.writeBytes(bytes);
          file.writeBytes(compressed);
          ByteBuffer central = little(CENTRAL_SIZE).putInt(CENTRAL).putShort(VERSION).put(common);
          directory.writeBytes(central.putInt(CENTRAL_SIZE - 4, offset).array());
          directory.writeBytes(bytes);
        });
    short count = (short) members.size();
    ByteBuffer end = little(END_SIZE).putInt(END).putInt(0).putShort(count).putShort(count);
    end.putInt(directory.size()).putInt(file.size());
    file.writeBytes(directory.toByteArray());
    file.writeBytes(end.array());
    return file.toByteArray();
  }

  /** Version needed to extra length: the fields that both headers have. */
  private static ByteBuffer common(byte[] data, int compressed, int name) {
    return little(LOCAL_SIZE - 4)
        .putShort(VERSION)
        .putShort(UTF8_NAMES)
        .putShort(DEFLATED)
        .putShort(MIDNIGHT)
        .putShort(FIRST_OF_JANUARY_1980)
        .putInt(crc(data))
        .putInt(compressed)
        .putInt(data.length)
        .putShort((short) name)
        .putShort((short) 0)
        .flip();
  }

  /**
   * The members of a file that {@link #write} wrote.
   *
   * @param names the members that must be there, in their order
   * @param limits how large each may be uncompressed
   */
  static Map<String, Member> read(byte[] file, List<String> names, Map<String, Integer> limits) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Member> members = new LinkedHashMap<>();
    try {
      for (String name : names) {
        members.put(name, member(in, name, limits.get(name)));
      }
      byte[] expected = directory(file, members);
      byte[] actual = new byte[in.remaining()];
      in.get(actual);
      if (!Arrays.equals(expected, actual)) {
        throw BundleErrors.invalid("its directory does not list just " + String.join(", ", names));
      }
    } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
      throw BundleErrors.invalid("it ends too early");
    }
    return members;
  }

  private static Member member(ByteBuffer in, String name, int limit) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (in.getInt() != LOCAL) {
      throw BundleErrors.invalid("it is no zip file with a member " + name);
    }
    in.position(in.position() + 10);
    int crc = in.getInt();
    int compressed = in.getInt();
    int size = in.getInt();
    short nameLength = in.getShort();
    in.getShort();
    byte[] actual = new byte[Math.min(nameLength & 0xffff, in.remaining())];
    in.get(actual);
    if (!Arrays.equals(bytes, actual)) {
      throw BundleErrors.invalid("where " + name + " should be there is another member");
    }
    if (size < 0 || size > limit) {
      throw BundleErrors.invalid(name + " claims more than " + limit + " bytes");
    }
    if (size > compressed * MAX_RATIO + MAX_RATIO) {
      throw BundleErrors.invalid(name + " claims a size that its data cannot have");
    }
    if (compressed < 0 || compressed > in.remaining()) {
      throw BundleErrors.invalid(name + " ends too early");
    }
    Member member = new Member(name, in.slice(in.position(), compressed), size, crc);
    in.position(in.position() + compressed);
    return member;
  }

  /** The directory that {@link #write} would have written; also checks the local headers. */
  private static byte[] directory(byte[] file, Map<String, Member> members) {
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    int offset = 0;
    for (Member member : members.values()) {
      byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
      ByteBuffer common = little(LOCAL_SIZE - 4).putShort(VERSION).putShort(UTF8_NAMES);
      common.putShort(DEFLATED).putShort(MIDNIGHT).putShort(FIRST_OF_JANUARY_1980);
      common.putInt(member.crc()).putInt(member.compressed().remaining()).putInt(member.size());
      common.putShort((short) name.length).putShort((short) 0).flip();
      ByteBuffer local = ByteBuffer.wrap(file, offset + 4, LOCAL_SIZE - 4);
      if (!common.equals(local)) {
        throw BundleErrors.invalid("the header of " + member.name() + " is not one Athanor writes");
      }
      ByteBuffer central = little(CENTRAL_SIZE).putInt(CENTRAL).putShort(VERSION).put(common);
      directory.writeBytes(central.putInt(CENTRAL_SIZE - 4, offset).array());
      directory.writeBytes(name);
      offset += LOCAL_SIZE + name.length + member.compressed().remaining();
    }
    short count = (short) members.size();
    ByteBuffer end = little(END_SIZE).putInt(END).putInt(0).putShort(count).putShort(count);
    directory.writeBytes(end.putInt(directory.size()).putInt(offset).array());
    return directory.toByteArray();
  }

  /** The first bytes of the member's data. The checksum is of all of it, so it is not looked at. */
  static byte[] start(Member member, int length) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(member.compressed().duplicate());
      byte[] data = new byte[Math.min(member.size(), length)];
      return Arrays.copyOf(data, inflater.inflate(data));
    } catch (DataFormatException e) {
      throw BundleErrors.invalid(member.name() + " is damaged");
    } finally {
      inflater.end();
    }
  }

  /** The member's data; its length and checksum are as it says. */
  static byte[] inflate(Member member) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(member.compressed().duplicate());
      byte[] data = new byte[member.size()];
      int length = 0;
      while (length < data.length) {
        int more = inflater.inflate(data, length, data.length - length);
        if (more == 0) {
          break;
        }
        length += more;
      }
      boolean over = !inflater.finished() && inflater.inflate(new byte[1]) > 0;
      if (over || length != data.length || !inflater.finished() || crc(data) != member.crc()) {
        throw BundleErrors.invalid(member.name() + " is damaged");
      }
      return data;
    } catch (DataFormatException e) {
      throw BundleErrors.invalid(member.name() + " is damaged");
    } finally {
      inflater.end();
    }
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int crc(byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    return (int) crc.getValue();
  }
}
