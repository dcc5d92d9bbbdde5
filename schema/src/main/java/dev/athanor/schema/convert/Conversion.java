package dev.athanor.schema.convert;

import java.util.Objects;

/**
 * What becomes of a column's values when its type changes.
 *
 * @param kind how far the values survive
 * @param template the expression, {@code %s} for the column; null where the server's own assignment
 *     cast does it, which never cuts a text silently as an explicit cast would
 * @param remark what to know of it, in a few words; empty for {@link Kind#EXACT}
 */
public record Conversion(Kind kind, String template, String remark) {

  /** How far values survive, best first. Judged by the server: {@code ConversionsTest}. */
  public enum Kind {
    /** Every value converts, and back to what it was. */
    EXACT,
    /**
     * Every value either does that or stops the change. Spaces at the end of a text are no value.
     */
    CHECKED,
    /** Some values become others, and nothing says so. */
    LOSSY,
    /** Only the application knows what a value means in the other type: somebody has to say it. */
    MEANING,
    /** There is nothing to be said for any expression; {@code template} gives NULL. */
    IMPOSSIBLE
  }

  public Conversion {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(remark, "remark");
  }

  static Conversion exact(String template) {
    return new Conversion(Kind.EXACT, template, "");
  }

  static Conversion checked(String template, String remark) {
    return new Conversion(Kind.CHECKED, template, remark);
  }

  static Conversion lossy(String template, String remark) {
    return new Conversion(Kind.LOSSY, template, remark);
  }

  static Conversion meaning(String template, String remark) {
    return new Conversion(Kind.MEANING, template, remark);
  }

  static Conversion impossible(ValueType from, ValueType to) {
    return new Conversion(
        Kind.IMPOSSIBLE,
        "NULL::" + to.name(),
        "PostgreSQL has no conversion from " + from.name() + " to " + to.name());
  }

  /** The same expression, of which no more than {@code limit} can be promised. */
  Conversion atBest(Kind limit, String why) {
    return kind.compareTo(limit) >= 0 ? this : new Conversion(limit, template, why);
  }

  /**
   * The expression behind {@code USING}; null where none is needed.
   *
   * @param column its quoted name
   */
  public String using(String column) {
    return template == null ? null : template.replace("%s", column);
  }

  /** Whether somebody has to say what the values become before it may run. */
  public boolean needsWord() {
    return kind == Kind.MEANING || kind == Kind.IMPOSSIBLE;
  }
}
