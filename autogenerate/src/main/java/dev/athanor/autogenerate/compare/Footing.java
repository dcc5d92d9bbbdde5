package dev.athanor.autogenerate.compare;

import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Other;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.Arrays;
import java.util.List;

/**
 * What a model's objects stand on in the real schema. A provider makes a plain table of every
 * entity; where it is a view, a foreign table or a partitioned table in truth, not all can be that
 * comes with one.
 */
final class Footing {
  private final SchemaSnapshot existing;

  Footing(SchemaSnapshot existing) {
    this.existing = existing;
  }

  /** Whether it can be there at all. */
  boolean bears(SchemaObject wanted) {
    ObjectId id = wanted.id();
    boolean within = !id.within().isEmpty() && id.kind() != Kind.ROUTINE;
    if (wanted instanceof Table && isNoTable(id.schema(), id.name())
        || within && isNoTable(id.schema(), id.within())) {
      return false;
    }
    if (wanted instanceof Constraint constraint) {
      ObjectId referenced = constraint.referenced();
      return referenced == null
          ? !constraint.isIndexed() || isUniqueAcross(id, constraint.definition())
          : !isNoTable(referenced.schema(), referenced.name())
              && (keys(referenced).isEmpty() || existing.get(id) != null);
    }
    return !(wanted instanceof Index index)
        || !index.unique()
        || isUniqueAcross(id, index.definition());
  }

  private boolean isNoTable(String schema, String name) {
    return existing.get(ObjectId.of(Kind.VIEW, schema, name)) != null
        || existing.notCompared().contains(new Other(Other.FOREIGN_TABLE, schema, name));
  }

  /** Across partitions only what has all columns of the partition key can be unique. */
  private boolean isUniqueAcross(ObjectId id, String definition) {
    List<String> keys = keys(ObjectId.table(id.schema(), id.within()));
    int open = definition.indexOf('(');
    List<String> columns =
        Arrays.asList(definition.substring(open + 1, definition.indexOf(')', open)).split(", "));
    return columns.containsAll(keys);
  }

  /** The columns that a table is partitioned by; none for a plain table. */
  private List<String> keys(ObjectId table) {
    if (!(existing.get(table) instanceof Table old) || !old.isPartitioned()) {
      return List.of();
    }
    String key = old.partitionKey();
    return Arrays.asList(key.substring(key.indexOf('(') + 1, key.lastIndexOf(')')).split(", "));
  }
}
