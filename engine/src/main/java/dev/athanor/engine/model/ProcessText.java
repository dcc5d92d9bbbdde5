package dev.athanor.engine.model;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Text between this process and others: arguments, variables, the names of files. The JVM reads and
 * writes it in the encoding of the locale. In the locale {@code C}, which a container or cron has
 * unless told otherwise, that is ASCII: every other character is lost without a word.
 */
public final class ProcessText {
  /** What the JVM makes of bytes that are none of the locale's encoding. */
  private static final char LOST = '\uFFFD';

  private static final String ENCODING = System.getProperty("sun.jnu.encoding", "unknown");

  private static final String REMEDY =
      "Run it in a locale of UTF-8: LC_ALL=C.UTF-8, in a container ENV LANG=C.UTF-8.";

  private ProcessText() {}

  /**
   * What came from outside.
   *
   * @param what names it for people: {@code -Dmessage}
   * @throws AthanorException INVALID_CONFIGURATION when characters of it were lost on the way
   */
  public static void requireWhole(String what, String text) {
    if (text.indexOf(LOST) >= 0) {
      throw lost(what, "has characters that were not read");
    }
  }

  /**
   * What is to go outside.
   *
   * @throws AthanorException INVALID_CONFIGURATION when characters of it would be lost on the way
   */
  public static void requireSendable(String what, String text) {
    if (!fits(text)) {
      throw lost(what, "has characters that cannot be handed on");
    }
  }

  private static boolean fits(String text) {
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    return ascii
        || ENCODING.equals(StandardCharsets.UTF_8.name())
        || text.indexOf(LOST) < 0
            && Charset.isSupported(ENCODING)
            && Charset.forName(ENCODING).newEncoder().canEncode(text);
  }

  private static AthanorException lost(String what, String how) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        what + " " + how + ": this process has a locale of " + ENCODING,
        REMEDY);
  }
}
