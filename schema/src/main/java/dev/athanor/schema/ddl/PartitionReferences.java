package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Foreign keys to partitioned tables: each holds on to every partition, at any depth, which {@code
 * pg_depend} says only of copies that are no objects of their own here.
 */
final class PartitionReferences {
  private final Map<ObjectId, List<ObjectId>> partitions = new HashMap<>();
  private final Map<ObjectId, ObjectId> referenced = new HashMap<>();

  PartitionReferences(Facets facets) {
    for (Table table : facets.snapshot.all(Table.class)) {
      if (table.isPartition()) {
        partitions
            .computeIfAbsent(table.parents().get(0), key -> new ArrayList<>())
            .add(table.id());
      }
    }
    for (Dependency dependency : facets.dependencies) {
      ObjectId table = tableOf(dependency.to());
      if (facets.objects.get(dependency.from()) instanceof Constraint constraint
          && constraint.type() == Constraint.Type.FOREIGN_KEY
          && facets.snapshot.get(table) instanceof Table
          && !table.equals(tableOf(dependency.from()))) {
        referenced.put(dependency.from(), table);
      }
    }
  }

  private static ObjectId tableOf(ObjectId id) {
    return id.within().isEmpty() ? id : ObjectId.table(id.schema(), id.within());
  }

  /** Each foreign key, by the table that it refers to. */
  Map<ObjectId, ObjectId> foreignKeys() {
    return referenced;
  }

  /** The foreign keys that hold on to a partition. */
  List<ObjectId> to(ObjectId partition) {
    return referenced.keySet().stream()
        .filter(key -> below(referenced.get(key)).contains(partition))
        .sorted()
        .toList();
  }

  /** The partitions of a table, and theirs. */
  List<ObjectId> below(ObjectId table) {
    List<ObjectId> all = new ArrayList<>();
    for (ObjectId partition : partitions.getOrDefault(table, List.of())) {
      all.add(partition);
      all.addAll(below(partition));
    }
    return all;
  }
}
