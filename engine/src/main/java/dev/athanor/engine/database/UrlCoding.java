package dev.athanor.engine.database;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** RFC 3986's percent-encoding, as libpq reads it: a plus sign is a plus sign. */
final class UrlCoding {
  private static final String UNRESERVED = "-._~";

  private UrlCoding() {}

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append(String.format("%%%02X", b & 0xff));
      }
    }
    return encoded.toString();
  }

  /**
   * @throws IllegalArgumentException on a broken escape, NUL or bytes that are not UTF-8; its
   *     message shows nothing of the text
   */
  static String decode(String text) {
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(source.length);
    for (int i = 0; i < source.length; i++) {
      if (source[i] != '%') {
        decoded.put(source[i]);
        continue;
      }
      int high = i + 2 <= source.length - 1 ? Character.digit(source[i + 1], 16) : -1;
      int low = i + 2 <= source.length - 1 ? Character.digit(source[i + 2], 16) : -1;
      if (high < 0 || low < 0 || high + low == 0) {
        throw new IllegalArgumentException("a % that does not start an escape such as %40");
      }
      decoded.put((byte) (high * 16 + low));
      i += 2;
    }
    decoded.flip();
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(decoded)
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("an escape that is not UTF-8", e);
    }
  }
}
