package dev.athanor.pages.review;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was looked at for a review, beside the plan.
 *
 * @param change what the plan changes in the schema; empty where nobody has looked
 * @param sizes of tables that it is about, as {@code 1,200,000 rows, 210 MB, about 3 s to read}, by
 *     name; empty where no database was asked
 */
public record Seen(Optional<SchemaChange> change, Map<String, String> sizes) {
  /** Nothing. */
  public static final Seen NOTHING = new Seen(Optional.empty(), Map.of());

  public Seen {
    Objects.requireNonNull(change, "change");
    sizes = new TreeMap<>(sizes);
  }
}
