package dev.athanor.rehearsal.lint;

import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The catalog at one moment of a recording.
 *
 * @param objects what there is
 * @param origins what was there before the revision, as it is called now, by what it was called
 *     then, without what belongs to a table: what a revision makes itself is in nobody's way
 */
record State(Map<ObjectId, SchemaObject> objects, Map<ObjectId, ObjectId> origins) {

  /** The catalog as a revision finds it. */
  static State before(Map<ObjectId, SchemaObject> objects) {
    Map<ObjectId, ObjectId> origins = new HashMap<>();
    for (ObjectId id : objects.keySet()) {
      if (isNoPart(id)) {
        origins.put(id, id);
      }
    }
    return new State(objects, origins);
  }

  /** Whether an object stands by itself: it belongs to no table. */
  static boolean isNoPart(ObjectId id) {
    return id.within().isEmpty() || id.kind() == Kind.ROUTINE;
  }

  /** The catalog after a statement. */
  State after(List<Difference> changes) {
    if (changes.isEmpty()) {
      return this;
    }
    Map<ObjectId, SchemaObject> next = new LinkedHashMap<>(objects);
    Map<ObjectId, ObjectId> known = new HashMap<>(origins);
    for (Difference change : changes) {
      if (change.before() != null && change.after() == null) {
        next.remove(change.before().id());
        known.remove(change.before().id());
      }
    }
    for (Difference change : changes) {
      if (change.after() != null) {
        next.put(change.after().id(), change.after());
      }
    }
    Renames.in(changes)
        .forEach(
            (from, to) -> {
              if (origins.containsKey(from)) {
                known.put(to, origins.get(from));
              }
            });
    return new State(next, known);
  }

  /**
   * Whether an object that stands by itself, as it is called now, was there before the revision.
   */
  boolean existed(ObjectId id) {
    return origins.containsKey(id);
  }

  /** What an object that was there before the revision is called now. */
  Optional<ObjectId> called(ObjectId origin) {
    return origins.entrySet().stream()
        .filter(each -> each.getValue().equals(origin))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  SchemaObject get(ObjectId id) {
    return objects.get(id);
  }

  Optional<Table> table(ObjectId id) {
    return objects.get(id) instanceof Table table ? Optional.of(table) : Optional.empty();
  }

  <T extends SchemaObject> List<T> all(Class<T> type) {
    List<T> found = new ArrayList<>();
    for (SchemaObject object : objects.values()) {
      if (type.isInstance(object)) {
        found.add(type.cast(object));
      }
    }
    return found;
  }

  /** The domain that a type, as a column has it, is; empty for every other type. */
  Optional<Domain> domain(String type) {
    return all(Domain.class).stream()
        .filter(
            each ->
                Names.quote(each.id().name()).equals(type)
                    || (Names.quote(each.id().schema()) + "." + Names.quote(each.id().name()))
                        .equals(type))
        .findFirst();
  }

  List<Column> columns(ObjectId table) {
    return all(Column.class).stream().filter(each -> each.table().equals(table)).toList();
  }

  List<Constraint> constraints(ObjectId table) {
    return all(Constraint.class).stream().filter(each -> each.table().equals(table)).toList();
  }

  List<Index> indexes(ObjectId table) {
    return all(Index.class).stream()
        .filter(each -> Scene.tableOf(each.id()).equals(table))
        .toList();
  }

  /** The table at the top of a table's partitions. */
  ObjectId root(ObjectId table) {
    ObjectId top = table;
    Optional<Table> at = table(top);
    while (at.isPresent() && at.get().isPartition() && !at.get().parents().isEmpty()) {
      top = at.get().parents().get(0);
      at = table(top);
    }
    return top;
  }
}
