package dev.athanor.schema.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An index that no constraint owns.
 *
 * @param definition as {@code pg_get_indexdef} writes it
 * @param computed whether it has expressions or a predicate
 * @param partitioned whether it stands on a partitioned table, with one index a partition below it
 * @param statistics statistics targets that were set, by the number of the column
 * @param valid false when a concurrent build was left unfinished
 */
public record Index(
    ObjectId id,
    String definition,
    boolean unique,
    boolean computed,
    boolean partitioned,
    SortedMap<String, String> statistics,
    boolean valid,
    String comment)
    implements SchemaObject {
  public Index {
    statistics = Collections.unmodifiableSortedMap(new TreeMap<>(statistics));
  }

  /** The same index with other statistics targets. */
  public Index withStatistics(SortedMap<String, String> targets) {
    return new Index(id, definition, unique, computed, partitioned, targets, valid, comment);
  }
}
