package dev.athanor.schema.diff;

import java.util.Objects;

/**
 * Something a reviewer should know about a difference.
 *
 * @param kind how bad
 * @param detail what happens, in a line
 */
public record Hazard(Kind kind, String detail) {

  /** Kinds of hazard, worst first. */
  public enum Kind {
    /** Rows, columns or values are lost, and no downgrade brings them back. */
    DATA_LOSS,
    /** A strong lock is held while a table is scanned or rewritten, or an index is built. */
    LONG_LOCK,
    /** It can fail on the rows that are there, or needs a decision. */
    NEEDS_ATTENTION
  }

  public Hazard {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(detail, "detail");
  }
}
