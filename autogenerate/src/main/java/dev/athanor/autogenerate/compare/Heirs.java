package dev.athanor.autogenerate.compare;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The partitions and other heirs of a model's tables, which no mapping names: they stay, and follow
 * what the model says of their parents.
 */
final class Heirs {
  private final SchemaSnapshot existing;
  private final Map<ObjectId, SchemaObject> model;
  private final Map<ObjectId, SchemaObject> heirs = new LinkedHashMap<>();

  /**
   * @param existing what the revisions build
   * @param model what is wanted so far
   */
  Heirs(SchemaSnapshot existing, Map<ObjectId, SchemaObject> model) {
    this.existing = existing;
    this.model = model;
  }

  List<SchemaObject> all() {
    boolean more = true;
    while (more) {
      more = false;
      for (Table table : existing.all(Table.class)) {
        if (wanted(table.id()) == null
            && !table.parents().isEmpty()
            && table.parents().stream().allMatch(parent -> wanted(parent) != null)) {
          add(table);
          more = true;
        }
      }
    }
    return List.copyOf(heirs.values());
  }

  private SchemaObject wanted(ObjectId id) {
    return model.getOrDefault(id, heirs.get(id));
  }

  private void add(Table table) {
    heirs.put(table.id(), table);
    for (SchemaObject object : existing.objects().values()) {
      ObjectId id = object.id();
      boolean within =
          id.kind() != Kind.ROUTINE
              && id.schema().equals(table.id().schema())
              && id.within().equals(table.id().name());
      if (within && !(object instanceof Column)) {
        heirs.put(id, object);
      }
    }
    columns(table).forEach(column -> heirs.put(column.id(), column));
  }

  private List<Column> columns(Table table) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (Column column : existing.all(Column.class)) {
      boolean own = !column.inherited() || parents(table, column.id().name()).size() > 0;
      if (column.table().equals(table.id()) && own) {
        columns.put(column.id().name(), column);
      }
    }
    for (ObjectId parent : table.parents()) {
      for (SchemaObject object : List.copyOf(all(parent))) {
        String name = object.id().name();
        Column old = columns.get(name);
        Column past = (Column) existing.get(object.id());
        columns.put(name, follow(table.id().child(Kind.COLUMN, name), (Column) object, past, old));
      }
    }
    return new ArrayList<>(columns.values());
  }

  private List<Column> parents(Table table, String column) {
    return table.parents().stream()
        .map(parent -> (Column) wanted(parent.child(Kind.COLUMN, column)))
        .filter(Objects::nonNull)
        .toList();
  }

  private List<Column> all(ObjectId table) {
    List<Column> columns = new ArrayList<>();
    for (Map<ObjectId, SchemaObject> side : List.of(model, heirs)) {
      for (SchemaObject object : side.values()) {
        if (object instanceof Column column && column.table().equals(table)) {
          columns.add(column);
        }
      }
    }
    return columns;
  }

  /**
   * @param parent the parent's column as it is to be
   * @param past the same as it was, or null
   * @param old the heir's as it was, or null
   */
  private static Column follow(ObjectId id, Column parent, Column past, Column old) {
    boolean sameNull = old != null && past != null && past.notNull() == parent.notNull();
    boolean sameDefault =
        old != null
            && past != null
            && Objects.equals(past.defaultExpression(), parent.defaultExpression());
    return new Column(
        id,
        parent.type(),
        parent.collation(),
        sameNull ? old.notNull() : parent.notNull(),
        sameNull ? old.notNullTerms() : parent.notNullTerms(),
        sameDefault ? old.defaultExpression() : parent.defaultExpression(),
        parent.generated(),
        old == null ? null : old.identity(),
        true,
        old == null ? parent.storage() : old.storage().ofType(parent.storage().typeStrategy()),
        old == null ? null : old.comment());
  }
}
