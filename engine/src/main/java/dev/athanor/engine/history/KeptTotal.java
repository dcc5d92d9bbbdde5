package dev.athanor.engine.history;

import java.time.Instant;
import java.util.Objects;

/**
 * How much is kept in a database of what upgrades dropped, whichever history it is of.
 *
 * @param entries how many tables and columns
 * @param bytes how much room they take, as it was counted when they were kept
 * @param until when the first of them may be forgotten
 */
public record KeptTotal(int entries, long bytes, Instant until) {
  public KeptTotal {
    Objects.requireNonNull(until, "until");
  }
}
