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
}
