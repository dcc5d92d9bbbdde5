package dev.athanor.schema.model;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A view or materialized view.
 *
 * @param definition the query, as {@code pg_get_viewdef} writes it, without the semicolon
 * @param columns name and type of each, in order
 * @param options {@code security_barrier}, {@code check_option}; storage parameters
 * @param clusteredOn the index that CLUSTER goes by, quoted; or null
 * @param columnComments by column
 * @param columnDefaults by column, of an updatable view
 */
public record View(
    ObjectId id,
    boolean materialized,
    String definition,
    List<String> columns,
    SortedMap<String, String> options,
    String clusteredOn,
    SortedMap<String, String> columnComments,
    SortedMap<String, String> columnDefaults,
    String comment)
    implements SchemaObject {
  public View {
    columns = List.copyOf(columns);
    options = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(options));
    columnComments = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(columnComments));
    columnDefaults = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(columnDefaults));
  }
}
