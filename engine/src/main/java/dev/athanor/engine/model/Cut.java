package dev.athanor.engine.model;

/** Shortens text, but halves no character: PostgreSQL takes no lone surrogate. */
public final class Cut {
  private Cut() {}

  /** The first {@code limit} UTF-16 units of {@code text}, or one less. */
  public static String head(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    boolean within =
        limit > 0 && Character.isSurrogatePair(text.charAt(limit - 1), text.charAt(limit));
    return text.substring(0, within ? limit - 1 : limit);
  }

  /** As many whole characters from the start as take {@code limit} bytes of UTF-8 at most. */
  public static String headOfBytes(String text, int limit) {
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > limit) {
        return text.substring(0, at);
      }
      at += Character.charCount(point);
    }
    return text;
  }
}
