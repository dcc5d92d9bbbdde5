package dev.athanor.engine.backup;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * How far a backup is that takes long.
 *
 * @param bytes how large the dump is by now, compressed
 * @param tables how many tables pg_dump has begun to write, several of them at the same time
 * @param of how many it will write; 0 where nobody knows
 * @param dumped whether the dump is written and is being read back, stored and synced
 * @param time how long the backup has taken
 */
public record BackingUp(long bytes, int tables, int of, boolean dumped, Duration time) {
  private static final int STEP = 1000;
  private static final String PREFIXES = "kMGTPE";

  public BackingUp {
    Objects.requireNonNull(time, "time");
  }

  /** Such as {@code 1.2 GB written, table 3 of 12, 95 s}. */
  @Override
  public String toString() {
    return size() + " written, " + where() + time.toSeconds() + " s";
  }

  private String where() {
    if (dumped) {
      return "now being verified, ";
    }
    return tables + of == 0 ? "" : "table " + tables + (of == 0 ? "" : " of " + of) + ", ";
  }

  private String size() {
    if (bytes < STEP) {
      return bytes + " B";
    }
    double size = bytes;
    int prefix = -1;
    // What would be rounded to a thousand of them is one of the next.
    while (size >= STEP - 0.05 && prefix < PREFIXES.length() - 1) {
      size /= STEP;
      prefix++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", size, PREFIXES.charAt(prefix));
  }
}
