package dev.athanor.pages.catalog;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.ColumnList;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Schema;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.View;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A schema by its tables: what belongs to each, what refers to it, what reads it. */
public final class DocumentedSchema {
  private static final Comparator<SchemaObject> BY_NAME =
      Comparator.comparing((SchemaObject each) -> each.id().schema())
          .thenComparing(each -> each.id().name())
          .thenComparing(each -> each.id().within());

  private final SchemaSnapshot snapshot;
  private final Map<ObjectId, String> origins;
  private final Map<ObjectId, String> entities;
  private final Map<ObjectId, List<SchemaObject>> parts = new HashMap<>();
  private final Map<ObjectId, List<ForeignKey>> foreignKeys = new HashMap<>();
  private final Map<ObjectId, List<ForeignKey>> referrers = new HashMap<>();
  private final Map<ObjectId, List<Table>> children = new HashMap<>();
  private final Map<ObjectId, SortedSet<ObjectId>> reads = new HashMap<>();
  private final Map<ObjectId, SortedSet<ObjectId>> readers = new HashMap<>();

  /** As PostgreSQL writes the type of a column. */
  private final Map<String, SchemaObject> types = new HashMap<>();

  /**
   * @param origins the revision that made an object, where that is known
   * @param entities the class that maps a table, where that is known
   */
  public DocumentedSchema(
      SchemaSnapshot snapshot, Map<ObjectId, String> origins, Map<ObjectId, String> entities) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
    this.origins = Map.copyOf(origins);
    this.entities = Map.copyOf(entities);
    for (SchemaObject object : snapshot.objects().values()) {
      if (!object.id().within().isEmpty() && object.id().kind() != Kind.ROUTINE) {
        add(parts, owner(object.id()), object);
      }
    }
    for (Table table : tables()) {
      table.parents().forEach(parent -> add(children, parent, table));
      for (Constraint constraint : of(table.id(), Constraint.class)) {
        if (constraint.type() == Constraint.Type.FOREIGN_KEY && constraint.referenced() != null) {
          ForeignKey key =
              ForeignKey.of(
                  constraint, of(table.id(), Column.class), of(table.id(), Constraint.class));
          add(foreignKeys, table.id(), key);
          add(referrers, key.target(), key);
        }
      }
    }
    snapshot.dependencies().forEach(this::read);
    types();
  }

  private void types() {
    for (SchemaObject object : snapshot.objects().values()) {
      ObjectId id = object.id();
      if (id.kind().isType()) {
        String name = Names.quote(id.name());
        types.put(Names.quote(id.schema()) + "." + name, object);
        if (id.schema().equals(snapshot.defaultSchema())) {
          types.put(name, object);
        }
      }
    }
  }

  private static <T> void add(Map<ObjectId, List<T>> lists, ObjectId key, T value) {
    lists.computeIfAbsent(key, id -> new ArrayList<>()).add(value);
  }

  private ObjectId owner(ObjectId part) {
    ObjectId table = ObjectId.table(part.schema(), part.within());
    return snapshot.get(table) != null
        ? table
        : ObjectId.of(Kind.VIEW, part.schema(), part.within());
  }

  private void read(Dependency dependency) {
    if (dependency.from().kind() != Kind.VIEW) {
      return;
    }
    ObjectId to = dependency.to();
    ObjectId read = to.kind() == Kind.COLUMN ? owner(to) : to;
    if (read.kind() == Kind.TABLE || read.kind() == Kind.VIEW || read.kind() == Kind.ROUTINE) {
      reads.computeIfAbsent(dependency.from(), id -> new TreeSet<>()).add(read);
      readers.computeIfAbsent(read, id -> new TreeSet<>()).add(dependency.from());
    }
  }

  public SchemaSnapshot snapshot() {
    return snapshot;
  }

  /** Names of schemas in which there is something, in order; the default one first. */
  public List<String> schemas() {
    SortedSet<String> names = new TreeSet<>();
    snapshot.objects().values().stream()
        .map(each -> each instanceof Schema ? each.id().name() : each.id().schema())
        .filter(name -> !name.isEmpty())
        .forEach(names::add);
    List<String> ordered = new ArrayList<>();
    if (names.remove(snapshot.defaultSchema())) {
      ordered.add(snapshot.defaultSchema());
    }
    ordered.addAll(names);
    return ordered;
  }

  /** What is said of a schema, or null. */
  public String commentOn(String schema) {
    SchemaObject object = snapshot.get(ObjectId.of(Kind.SCHEMA, "", schema));
    return object == null ? null : object.comment();
  }

  public List<Table> tables() {
    return sorted(Table.class);
  }

  public List<View> views() {
    return sorted(View.class);
  }

  /** Every object of one type, by schema and name. */
  public <T extends SchemaObject> List<T> sorted(Class<T> type) {
    return snapshot.all(type).stream().sorted(BY_NAME).toList();
  }

  /** Parts of a table or view: columns in their order, everything else by name. */
  public <T extends SchemaObject> List<T> of(ObjectId owner, Class<T> type) {
    var found = parts.getOrDefault(owner, List.of()).stream().filter(type::isInstance);
    return (type == Column.class ? found : found.sorted(BY_NAME)).map(type::cast).toList();
  }

  /** Constraints of these types. */
  public List<Constraint> constraints(ObjectId table, Collection<Constraint.Type> types) {
    return of(table, Constraint.class).stream()
        .filter(each -> types.contains(each.type()))
        .sorted(Comparator.comparing(Constraint::type))
        .toList();
  }

  /** The columns of the primary key, none without one. */
  public List<String> primaryKey(ObjectId table) {
    return constraints(table, List.of(Constraint.Type.PRIMARY_KEY)).stream()
        .flatMap(each -> ColumnList.of(each.definition()).stream())
        .toList();
  }

  public List<ForeignKey> foreignKeys(ObjectId table) {
    return foreignKeys.getOrDefault(table, List.of());
  }

  /** Foreign keys that refer to a table. */
  public List<ForeignKey> referrers(ObjectId table) {
    return referrers.getOrDefault(table, List.of());
  }

  /** Partitions of a table, or tables that inherit from it. */
  public List<Table> children(ObjectId table) {
    return children.getOrDefault(table, List.of());
  }

  /** Tables, views and functions that a view reads. */
  public List<ObjectId> reads(ObjectId view) {
    return List.copyOf(reads.getOrDefault(view, new TreeSet<>()));
  }

  /** Views that read a table, view or function. */
  public List<ObjectId> readers(ObjectId read) {
    return List.copyOf(readers.getOrDefault(read, new TreeSet<>()));
  }

  /** The revision that made an object. */
  public Optional<String> origin(ObjectId id) {
    return Optional.ofNullable(origins.get(id));
  }

  /** The class that maps a table. */
  public Optional<String> entity(ObjectId table) {
    return Optional.ofNullable(entities.get(table));
  }

  /** The enum, domain, composite type or range of a column, or of the elements of its array. */
  public Optional<SchemaObject> typeOf(Column column) {
    return Optional.ofNullable(types.get(column.type().replace("[]", "")));
  }

  /** For people: without the default schema. */
  public String name(ObjectId id) {
    String path = id.path();
    String prefix = snapshot.defaultSchema() + ".";
    return id.schema().equals(snapshot.defaultSchema()) && path.startsWith(prefix)
        ? path.substring(prefix.length())
        : path;
  }

  /** Counts of what there is, by name, in the order of {@link Kind}; only what is not none. */
  public Map<Kind, Integer> counts() {
    Map<Kind, Integer> counts = new TreeMap<>();
    snapshot.objects().values().forEach(each -> counts.merge(each.id().kind(), 1, Integer::sum));
    return counts;
  }
}
