package dev.athanor.engine.kept;

import java.time.temporal.ChronoUnit;

/** What is kept, as people read it. */
public final class KeptText {
  private KeptText() {}

  static String kept(Kept kept) {
    return "Kept "
        + amount(kept.rows().orElse(null), kept.kind())
        + " of "
        + kept.what()
        + " until "
        + kept.until().truncatedTo(ChronoUnit.SECONDS)
        + ".";
  }

  static String returned(Kept kept, long rows) {
    return "Brought back " + amount(rows, kept.kind()) + " of " + kept.what() + ".";
  }

  /**
   * {@code 3 rows}, {@code 1 value}.
   *
   * @param rows null where nobody counted them: {@code the rows}
   */
  public static String amount(Long rows, Kept.Kind kind) {
    if (rows == null) {
      return "the rows";
    }
    String noun = kind == Kept.Kind.TABLE || kind == Kept.Kind.DELETED ? "row" : "value";
    return rows + " " + noun + (rows == 1 ? "" : "s");
  }
}
