package dev.athanor.engine.model;

/**
 * Text of others (ids, messages, what a server said) as a terminal and a log may show it: what
 * would move the cursor, colour, reorder or end a line is written as an escape of four hex digits.
 */
public final class Printable {
  private Printable() {}

  /** Text of one line: no line break in it is one any more. */
  public static String line(String text) {
    return escape(text, false);
  }

  /** Text of several lines. */
  public static String lines(String text) {
    return escape(text, true);
  }

  /**
   * Whether {@code c} shows itself and nothing else: no control, no line or paragraph separator, no
   * mark that reorders text, no half of a character, no noncharacter.
   */
  public static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default ->
          !(c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 || c == 0x061C)
              && c != 0x200E
              && c != 0x200F
              && c != 0xFEFF
              && (c & 0xFFFE) != 0xFFFE
              && !(c >= 0xFDD0 && c <= 0xFDEF);
    };
  }

  private static String escape(String text, boolean breaks) {
    int at = 0;
    while (at < text.length() && isKept(text, at, breaks)) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isKept(text, i, breaks)) {
        shown.appendCodePoint(c);
      } else {
        text.substring(i, i + Character.charCount(c)).chars().forEach(half -> hex(shown, half));
      }
      i += Character.charCount(c);
    }
    return shown.toString();
  }

  private static boolean isKept(String text, int at, boolean breaks) {
    int c = text.codePointAt(at);
    if (isPlain(c)) {
      return true;
    }
    boolean endOfLine =
        c == '\n' || c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
    return breaks && (endOfLine || c == '\t');
  }

  /** As JSON and Java write it. */
  static void hex(StringBuilder shown, int half) {
    shown.append(String.format("\\u%04x", half));
  }
}
