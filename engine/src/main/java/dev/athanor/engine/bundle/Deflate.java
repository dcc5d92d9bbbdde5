package dev.athanor.engine.bundle;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.GZIPException;
import com.jcraft.jzlib.JZlib;
import java.util.Arrays;

/**
 * Compresses to the same bytes on every machine.
 *
 * <p>The JDK's deflater is the system's zlib, and zlib, zlib-ng and hardware deflaters differ. What
 * is written here is read with the JDK's inflater.
 */
final class Deflate {
  /** Bound of deflate's overhead on data that does not compress. */
  private static final int SLACK = 64;

  /** Bytes beyond which time counts for more than size: such a bundle fits no ConfigMap anyway. */
  private static final int LARGE = 4 << 20;

  private Deflate() {}

  static byte[] compress(byte[] data) {
    try {
      int level = data.length > LARGE ? JZlib.Z_BEST_SPEED : JZlib.Z_BEST_COMPRESSION;
      Deflater deflater = new Deflater(level, -JZlib.MAX_WBITS);
      byte[] out = new byte[data.length + (data.length >> 8) + SLACK];
      deflater.setInput(data);
      deflater.setOutput(out);
      int result = deflater.deflate(JZlib.Z_FINISH);
      if (result != JZlib.Z_STREAM_END) {
        throw new IllegalStateException("deflate ended with " + result);
      }
      byte[] compressed = Arrays.copyOf(out, (int) deflater.getTotalOut());
      deflater.end();
      return compressed;
    } catch (GZIPException e) {
      throw new IllegalStateException(e);
    }
  }
}
