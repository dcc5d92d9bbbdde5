package dev.athanor.engine.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Whether a Zstandard file is whole, seen from its frame and block headers (RFC 8878, 3.1.1).
 *
 * <p>pg_restore takes the end of a truncated zstd member for the end of its data and succeeds
 * (PostgreSQL 16 and 17); with gzip it does not. So a cut is looked for here.
 */
final class ZstdFile {
  private static final int MAGIC = 0xFD2FB528;
  private static final int SKIPPABLE_MAGIC = 0x184D2A50;
  private static final int RLE_BLOCK = 1;
  private static final int RESERVED_BLOCK = 3;

  private ZstdFile() {}

  /** As {@link #problem}, of a file that need be none by its name. */
  static String problemOf(Path member) throws IOException {
    return member.toString().endsWith(".zst") ? problem(member) : "";
  }

  /** Empty text when the file consists of whole frames; else what is wrong with it. */
  static String problem(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      if (length == 0) {
        return "is empty";
      }
      while (in.getFilePointer() < length) {
        skipFrame(in);
        if (in.getFilePointer() > length) {
          return "is truncated";
        }
      }
      return "";
    } catch (EOFException e) {
      return "is truncated";
    } catch (BadFrameException e) {
      return e.getMessage();
    }
  }

  private static void skipFrame(RandomAccessFile in) throws IOException {
    int magic = Integer.reverseBytes(in.readInt());
    if ((magic & 0xFFFFFFF0) == SKIPPABLE_MAGIC) {
      skip(in, Integer.toUnsignedLong(Integer.reverseBytes(in.readInt())));
      return;
    }
    if (magic != MAGIC) {
      throw new BadFrameException("is not a zstd file");
    }
    int descriptor = in.readUnsignedByte();
    boolean singleSegment = (descriptor & 0x20) != 0;
    boolean checksum = (descriptor & 0x04) != 0;
    int dictionaryId = new int[] {0, 1, 2, 4}[descriptor & 0x03];
    int contentSize = new int[] {singleSegment ? 1 : 0, 2, 4, 8}[descriptor >>> 6];
    skip(in, (singleSegment ? 0 : 1) + dictionaryId + contentSize);
    skipBlocks(in);
    skip(in, checksum ? 4 : 0);
  }

  private static void skipBlocks(RandomAccessFile in) throws IOException {
    boolean last = false;
    while (!last) {
      int header = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
      last = (header & 1) != 0;
      int type = header >>> 1 & 3;
      if (type == RESERVED_BLOCK) {
        throw new BadFrameException("is damaged: a block of no known type");
      }
      skip(in, type == RLE_BLOCK ? 1 : header >>> 3);
    }
  }

  private static void skip(RandomAccessFile in, long bytes) throws IOException {
    in.seek(in.getFilePointer() + bytes);
  }

  /** What stands here is no zstd. */
  private static final class BadFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    BadFrameException(String message) {
      super(message);
    }
  }
}
