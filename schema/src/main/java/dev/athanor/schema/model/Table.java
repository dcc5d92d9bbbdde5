package dev.athanor.schema.model;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A table without its columns, which are objects of their own.
 *
 * @param partitionKey {@code RANGE (created_at)}, or null
 * @param parents the partitioned table it belongs to, or the tables it inherits from, in order
 * @param partitionBound {@code FOR VALUES …} or {@code DEFAULT} of a partition, or null
 * @param accessMethod when it is not {@code heap}; else null
 * @param options storage parameters; those of its TOAST table begin with {@code toast.}
 * @param replicaIdentity {@code DEFAULT}, {@code FULL}, {@code NOTHING} or {@code USING INDEX …}
 * @param clusteredOn the index that CLUSTER goes by, quoted; or null
 */
public record Table(
    ObjectId id,
    boolean unlogged,
    String partitionKey,
    List<ObjectId> parents,
    String partitionBound,
    String accessMethod,
    SortedMap<String, String> options,
    boolean rowSecurity,
    boolean forceRowSecurity,
    String replicaIdentity,
    String clusteredOn,
    String comment)
    implements SchemaObject {
  public Table {
    parents = List.copyOf(parents);
    options = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /** A plain logged heap table. */
  public static Table plain(ObjectId id) {
    return new Table(
        id,
        false,
        null,
        List.of(),
        null,
        null,
        new TreeMap<>(Map.of()),
        false,
        false,
        "DEFAULT",
        null,
        null);
  }

  public boolean isPartition() {
    return partitionBound != null;
  }

  public boolean isPartitioned() {
    return partitionKey != null;
  }
}
