package dev.athanor.engine.model;

import java.nio.charset.StandardCharsets;

/** UTF-8 of texts that are too long for a second copy. */
public final class Utf8 {
  /** UTF-16 units of a part. */
  private static final int PART = 1 << 14;

  private static final int ONE_BYTE = 0x80;
  private static final int TWO_BYTES = 0x800;

  private Utf8() {}

  /** Takes the bytes of a part of a text. */
  public interface Sink<E extends Exception> {
    void take(byte[] bytes) throws E;
  }

  /** How many bytes {@code text} has; a lone surrogate has one, for it becomes a question mark. */
  public static long length(String text) {
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ONE_BYTE) {
        length++;
      } else if (c < TWO_BYTES) {
        length += 2;
      } else if (!Character.isSurrogate(c)) {
        length += 3;
      } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        length += 4;
        i++;
      } else {
        length++;
      }
    }
    return length;
  }

  /** Hands the bytes of {@code text} from {@code start} to {@code end} over, part by part. */
  public static <E extends Exception> void forEachPart(
      String text, int start, int end, Sink<E> sink) throws E {
    int at = start;
    while (at < end) {
      int next = Math.min(at + PART, end);
      if (next < end && Character.isSurrogatePair(text.charAt(next - 1), text.charAt(next))) {
        next--;
      }
      sink.take(text.substring(at, next).getBytes(StandardCharsets.UTF_8));
      at = next;
    }
  }
}
