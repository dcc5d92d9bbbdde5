package dev.athanor.engine.bundle;

import dev.athanor.engine.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.zip.InflaterInputStream;

/**
 * The one shape of zip file that a bundle has: the members named, in that order, of which the last
 * may be missing, deflated, dated 1980, back to back, no extra fields, and the digest of all that
 * as the zip's comment. Whatever differs from it is refused, so no byte can change, and a name be
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
  private static final int BUFFER = 64 * 1024;

  /** The zip's comment is the digest of all before it. */
  private static final int COMMENT = "sha256:".length() + 64;

  /** Deflate cannot do better than 1032 to 1. */
  private static final long MAX_RATIO = 1032;

  private static final short UTF8_NAMES = 0x0800;
  private static final short DEFLATED = 8;
  private static final short MIDNIGHT = 0;
  private static final short FIRST_OF_JANUARY_1980 = 0x21;

  private ZipContainer() {}

  /** Members by name, uncompressed, in their order, as a zip file. */
  static byte[] write(Map<String, byte[]> members) {
    Map<String, Member> packed = new LinkedHashMap<>();
    members.forEach((name, data) -> packed.put(name, pack(name, data)));
    return file(packed);
  }

  static Member pack(String name, byte[] data) {
    return new Member(name, ByteBuffer.wrap(Deflate.compress(data)), data.length, crc(data));
  }

  /** Members as they are, packed already. */
  static byte[] file(Map<String, Member> members) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (Member member : members.values()) {
      file.writeBytes(little(LOCAL_SIZE).putInt(LOCAL).put(common(member)).array());
      file.writeBytes(member.name().getBytes(StandardCharsets.UTF_8));
      byte[] compressed = new byte[member.compressed().remaining()];
      member.compressed().duplicate().get(compressed);
      file.writeBytes(compressed);
    }
    file.writeBytes(directory(members));
    file.writeBytes(Digest.of(file.toByteArray()).getBytes(StandardCharsets.US_ASCII));
    return file.toByteArray();
  }

  /** Version needed to extra length: the fields that both headers have. */
  private static ByteBuffer common(Member member) {
    return little(LOCAL_SIZE - 4)
        .putShort(VERSION)
        .putShort(UTF8_NAMES)
        .putShort(DEFLATED)
        .putShort(MIDNIGHT)
        .putShort(FIRST_OF_JANUARY_1980)
        .putInt(member.crc())
        .putInt(member.compressed().remaining())
        .putInt(member.size())
        .putShort((short) member.name().getBytes(StandardCharsets.UTF_8).length)
        .putShort((short) 0)
        .flip();
  }

  /**
   * The members of a file that {@link #write} wrote.
   *
   * @param names the members that must be there, in their order
   * @param last the one that may come behind them
   * @param limits how large each may be uncompressed
   */
  static Map<String, Member> read(
      byte[] file, List<String> names, String last, Map<String, Integer> limits) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Member> members = new LinkedHashMap<>();
    try {
      for (String name : names) {
        members.put(name, member(in, name, limits.get(name)));
      }
      if (in.getInt(in.position()) == LOCAL) {
        members.put(last, member(in, last, limits.get(last)));
      }
      checkHeaders(file, members);
      byte[] expected = directory(members);
      byte[] actual = new byte[Math.min(expected.length, in.remaining())];
      in.get(actual);
      if (!Arrays.equals(expected, actual)) {
        throw BundleErrors.invalid(
            "its directory does not list just " + String.join(", ", members.keySet()));
      }
      checkDigest(file, in);
    } catch (java.nio.BufferUnderflowException
        | IndexOutOfBoundsException
        | IllegalArgumentException e) {
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

  /**
   * Packed bytes are cheaper to look at than what they unpack to, and no bit of them is left out.
   */
  private static void checkDigest(byte[] file, ByteBuffer rest) {
    int end = rest.position();
    String digest = StandardCharsets.US_ASCII.decode(rest).toString();
    if (!digest.equals(Digest.of(ByteBuffer.wrap(file, 0, end)))) {
      throw BundleErrors.invalid("it was altered: it does not have the digest that it ends with");
    }
  }

  private static void checkHeaders(byte[] file, Map<String, Member> members) {
    int offset = 0;
    for (Member member : members.values()) {
      if (!common(member).equals(ByteBuffer.wrap(file, offset + 4, LOCAL_SIZE - 4))) {
        throw BundleErrors.invalid("the header of " + member.name() + " is not one Athanor writes");
      }
      offset += size(member);
    }
  }

  /** The directory of members that lie back to back. */
  private static byte[] directory(Map<String, Member> members) {
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    int offset = 0;
    for (Member member : members.values()) {
      ByteBuffer central = little(CENTRAL_SIZE).putInt(CENTRAL).putShort(VERSION);
      central.put(common(member)).putInt(CENTRAL_SIZE - 4, offset);
      directory.writeBytes(central.array());
      directory.writeBytes(member.name().getBytes(StandardCharsets.UTF_8));
      offset += size(member);
    }
    short count = (short) members.size();
    ByteBuffer end = little(END_SIZE).putInt(END).putInt(0).putShort(count).putShort(count);
    end.putInt(directory.size()).putInt(offset).putShort((short) COMMENT);
    directory.writeBytes(end.array());
    return directory.toByteArray();
  }

  private static int size(Member member) {
    return LOCAL_SIZE
        + member.name().getBytes(StandardCharsets.UTF_8).length
        + member.compressed().remaining();
  }

  /** The member's data, unpacked as it is read. */
  static InputStream stream(Member member) {
    ByteBuffer data = member.compressed();
    InputStream packed =
        new ByteArrayInputStream(
            data.array(), data.arrayOffset() + data.position(), data.remaining());
    Inflater inflater = new Inflater(true);
    return new InflaterInputStream(packed, inflater, BUFFER) {
      @Override
      public void close() throws IOException {
        super.close();
        inflater.end();
      }
    };
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
