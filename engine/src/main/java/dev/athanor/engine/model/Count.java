package dev.athanor.engine.model;

/** How many of something, in words. */
public final class Count {
  private Count() {}

  /**
   * @param one the noun for one, which has an s for several
   */
  public static String of(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
