package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A snapshot in the grain in which PostgreSQL lets things be made one by one: a column's default, a
 * table's place under its parents and a sequence's owner stand on their own.
 */
final class Facets {
  final SchemaSnapshot snapshot;
  final Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();
  final Set<Dependency> dependencies = new LinkedHashSet<>();
  private final Map<ObjectId, Column> columns = new HashMap<>();
  private final Set<ObjectId> parents = new HashSet<>();
  private final Map<ObjectId, List<Column>> heirs = new HashMap<>();
  private final Map<ObjectId, List<Column>> byTable = new HashMap<>();

  Facets(SchemaSnapshot snapshot) {
    this.snapshot = snapshot;
    for (Column column : snapshot.all(Column.class)) {
      columns.put(column.id(), column);
      byTable.computeIfAbsent(column.table(), table -> new ArrayList<>()).add(column);
    }
    for (Column column : columns.values()) {
      if (column.inherited()) {
        for (Column parent : parents(column)) {
          heirs.computeIfAbsent(parent.id(), id -> new ArrayList<>()).add(column);
        }
      }
    }
    snapshot.objects().values().forEach(this::explode);
    new FacetDependencies(this).addAll();
  }

  private void explode(SchemaObject object) {
    ObjectId id = object.id();
    objects.put(id, object);
    if (object instanceof Column column && column.plainDefault() != null) {
      objects.put(id.as(Kind.DEFAULT), object);
    } else if (object instanceof Table table && !table.parents().isEmpty()) {
      objects.put(id.as(Kind.ATTACHMENT), object);
      parents.addAll(table.parents());
    } else if (object instanceof Sequence sequence && sequence.ownedBy() != null) {
      objects.put(id.as(Kind.OWNERSHIP), object);
    }
  }

  /** The columns that an inherited column comes from. */
  List<Column> parents(Column column) {
    Table table = (Table) snapshot.get(column.table());
    if (table == null) {
      return List.of();
    }
    return table.parents().stream()
        .map(parent -> columns.get(parent.child(Kind.COLUMN, column.id().name())))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The tables that a table is under, at any distance. */
  Set<ObjectId> ancestors(ObjectId table) {
    Set<ObjectId> all = new LinkedHashSet<>();
    if (snapshot.get(table) instanceof Table child) {
      for (ObjectId parent : child.parents()) {
        all.add(parent);
        all.addAll(ancestors(parent));
      }
    }
    return all;
  }

  /** The columns that a column is inherited from, at any distance: when they change, it does. */
  List<ObjectId> origins(ObjectId column) {
    return column.kind() != Kind.COLUMN
        ? List.of()
        : ancestors(ObjectId.table(column.schema(), column.within())).stream()
            .map(table -> table.child(Kind.COLUMN, column.name()))
            .toList();
  }

  /** Whether a column has a parent. */
  boolean isInherited(ObjectId column) {
    Column known = column.kind() == Kind.COLUMN ? columns.get(column) : null;
    return known != null && known.inherited() && !parents(known).isEmpty();
  }

  /** The columns that some child inherits together with this one, itself included. */
  List<ObjectId> siblings(ObjectId column) {
    return children(columns.get(column)).stream()
        .flatMap(child -> parents(child).stream())
        .map(Column::id)
        .toList();
  }

  /** The columns that inherit this one, directly. */
  List<Column> children(Column column) {
    return heirs.getOrDefault(column.id(), List.of());
  }

  /** Whether tables inherit from this one, or are partitions of it. */
  boolean isParent(ObjectId table) {
    return parents.contains(table);
  }

  Column column(ObjectId id) {
    return columns.get(id);
  }

  /** A table's columns in order. */
  List<Column> columns(ObjectId table) {
    return byTable.getOrDefault(table, List.of());
  }

  boolean has(ObjectId id) {
    return objects.containsKey(id);
  }
}
