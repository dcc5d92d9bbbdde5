package dev.athanor.schema;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes snapshots without a database. */
final class SnapshotBuilder {
  private final Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();
  private final Set<Dependency> dependencies = new HashSet<>();

  static ObjectId id(Kind kind, String path) {
    int dot = path.indexOf('.');
    return dot < 0
        ? ObjectId.of(kind, "public", path)
        : new ObjectId(kind, "public", path.substring(0, dot), path.substring(dot + 1));
  }

  SnapshotBuilder add(SchemaObject object) {
    objects.put(object.id(), object);
    return this;
  }

  SnapshotBuilder table(String name) {
    return add(Table.plain(id(Kind.TABLE, name)));
  }

  SnapshotBuilder column(String path, String type, boolean notNull, String expression) {
    return add(Column.of(id(Kind.COLUMN, path), type, notNull, expression));
  }

  SnapshotBuilder column(String path, String type) {
    return column(path, type, false, null);
  }

  SnapshotBuilder constraint(String path, Constraint.Type type, String definition) {
    return add(
        new Constraint(id(Kind.CONSTRAINT, path), type, definition, true, null, "", null, null));
  }

  SnapshotBuilder foreignKey(String path, String definition, String table) {
    return add(
        new Constraint(
            id(Kind.CONSTRAINT, path),
            Constraint.Type.FOREIGN_KEY,
            definition,
            true,
            id(Kind.TABLE, table),
            "",
            null,
            null));
  }

  SnapshotBuilder index(String path, String definition) {
    return add(
        new Index(
            id(Kind.INDEX, path), definition, false, false, false, new TreeMap<>(), true, null));
  }

  SnapshotBuilder view(String name, String definition, String... columns) {
    return add(
        new View(
            id(Kind.VIEW, name),
            false,
            definition,
            List.of(columns),
            new TreeMap<>(),
            null,
            new TreeMap<>(),
            new TreeMap<>(),
            null));
  }

  SnapshotBuilder enumType(String name, String... labels) {
    return add(new EnumType(id(Kind.ENUM, name), List.of(labels), null));
  }

  SnapshotBuilder depends(ObjectId from, ObjectId to) {
    dependencies.add(new Dependency(from, to));
    return this;
  }

  SchemaSnapshot build() {
    return new SchemaSnapshot(15, "public", objects, dependencies, Map.of(), List.of());
  }
}
