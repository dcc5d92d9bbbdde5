package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what has to be done to every facet: what differs, and what has to be dropped and created
 * again because it stands on something that cannot change under it.
 */
final class Planner {
  private final Facets before;
  private final Facets after;
  private final Map<Action.Key, Action> actions = new LinkedHashMap<>();
  private final Map<ObjectId, List<ObjectId>> dependents = new HashMap<>();
  private final Map<ObjectId, List<ObjectId>> children = new HashMap<>();
  private final Set<ObjectId> retyped = new HashSet<>();
  private final Deque<ObjectId> broken = new ArrayDeque<>();

  Planner(Facets before, Facets after) {
    this.before = before;
    this.after = after;
    for (Dependency dependency : before.dependencies) {
      dependents.computeIfAbsent(dependency.to(), id -> new ArrayList<>()).add(dependency.from());
    }
    for (ObjectId id : after.objects.keySet()) {
      if (!id.within().isEmpty() && id.kind() != Kind.ROUTINE) {
        children
            .computeIfAbsent(ObjectId.table(id.schema(), id.within()), t -> new ArrayList<>())
            .add(id);
      }
    }
  }

  Map<Action.Key, Action> plan() {
    before.objects.forEach(
        (id, old) -> {
          SchemaObject now = after.objects.get(id);
          if (now == null) {
            put(Op.DROP, id);
          } else if (InPlace.differs(id, old, now, staysAttached(id))) {
            change(id, old, now);
          }
        });
    after.objects.keySet().stream().filter(id -> !before.has(id)).forEach(id -> put(Op.CREATE, id));
    PartitionReferences references = new PartitionReferences(before);
    freePartitions(references);
    while (!broken.isEmpty()) {
      ObjectId id = broken.pop();
      dependents.getOrDefault(id, List.of()).forEach(dependent -> breaks(id, dependent));
      if (isReplaced(id) && (id.kind() == Kind.TABLE || id.kind() == Kind.VIEW)) {
        ObjectId table = ObjectId.table(id.schema(), id.name());
        children.getOrDefault(table, List.of()).forEach(this::replace);
        partitionedBelow(table).forEach(this::replace);
        references.to(table).forEach(this::replace);
      }
    }
    return actions;
  }

  /** A foreign key that stays is made anew when a partition of what it refers to goes. */
  private void freePartitions(PartitionReferences references) {
    references
        .foreignKeys()
        .forEach(
            (key, table) -> {
              if (references.below(table).stream().anyMatch(partition -> !after.has(partition))) {
                replace(key);
              }
            });
  }

  /** They partition by columns that they have from their parent, and so cannot outlive it. */
  private List<ObjectId> partitionedBelow(ObjectId parent) {
    return after.snapshot.all(Table.class).stream()
        .filter(table -> table.isPartitioned() && table.parents().contains(parent))
        .map(Table::id)
        .toList();
  }

  /** Columns whose type is changed, or made anew under the same name. */
  Set<ObjectId> retyped() {
    return retyped;
  }

  private void change(ObjectId id, SchemaObject old, SchemaObject now) {
    if (isReplaced(id)) {
      return;
    }
    if (isShutIn(id, old, now) || isComputedAtDepth(old, now)) {
      replace(id);
      return;
    }
    if (!InPlace.possible(id, old, now, after.snapshot.version(), staysAttached(id))) {
      replace(id);
      return;
    }
    put(Op.ALTER, id);
    if (id.kind() == Kind.COLUMN && InPlace.retyped(old, now)) {
      retype(id);
    }
  }

  /** PostgreSQL does not tighten a domain that columns have within arrays or composite types. */
  private boolean isShutIn(ObjectId id, SchemaObject old, SchemaObject now) {
    return old instanceof Domain before
        && now instanceof Domain after
        && (!before.checks().equals(after.checks()) || !before.notNull() && after.notNull())
        && dependents.getOrDefault(id, List.of()).stream()
            .anyMatch(
                user ->
                    user.kind() == Kind.COMPOSITE
                        || user.kind() == Kind.RANGE
                        || user.kind() == Kind.COLUMN
                            && this.before.column(user).type().endsWith("[]"));
  }

  /** DROP EXPRESSION takes children along, but not where those have children of their own. */
  private boolean isComputedAtDepth(SchemaObject old, SchemaObject now) {
    return old instanceof Column generated
        && generated.isGenerated()
        && !((Column) now).isGenerated()
        && before.children(generated).stream().anyMatch(child -> !before.children(child).isEmpty());
  }

  private boolean staysAttached(ObjectId id) {
    ObjectId attachment = new ObjectId(Kind.ATTACHMENT, id.schema(), "", id.within());
    return before.has(attachment)
        && after.has(attachment)
        && !InPlace.differs(
            attachment, before.objects.get(attachment), after.objects.get(attachment), false);
  }

  private void retype(ObjectId column) {
    if (!retyped.add(column)) {
      return;
    }
    if (!isReplaced(column)) {
      put(Op.ALTER, column);
    }
    if (before.has(column.as(Kind.DEFAULT)) && after.has(column.as(Kind.DEFAULT))) {
      replace(column.as(Kind.DEFAULT));
    }
    if (before.has(column)) {
      before.children(before.column(column)).stream()
          .filter(child -> keepsTwo(child.id()))
          .forEach(child -> replace(child.table().as(Kind.ATTACHMENT)));
    }
    broken.push(column);
  }

  /** Whether a column has several parents all along: none of them changes while it is theirs. */
  private boolean keepsTwo(ObjectId child) {
    return after.column(child) != null
        && after.column(child).inherited()
        && before.parents(before.column(child)).stream()
                .filter(
                    parent ->
                        after.parents(after.column(child)).stream()
                            .anyMatch(still -> still.id().equals(parent.id())))
                .count()
            > 1;
  }

  /** Drops and creates; an object that is only on one side keeps its one action. */
  private void replace(ObjectId id) {
    if (!before.has(id) || !after.has(id) || isReplaced(id)) {
      return;
    }
    actions.remove(new Action.Key(Op.ALTER, id));
    put(Op.DROP, id);
    put(Op.CREATE, id);
    if (isSwapped(id) && isUsed(id)) {
      put(Op.CLEANUP, id);
    }
    broken.push(id);
  }

  private boolean isReplaced(ObjectId id) {
    return actions.containsKey(new Action.Key(Op.DROP, id))
        && actions.containsKey(new Action.Key(Op.CREATE, id));
  }

  /** Types and collations make room for their successors under another name. */
  static boolean isSwapped(ObjectId id) {
    return id.kind().isType() || id.kind() == Kind.COLLATION;
  }

  private boolean isUsed(ObjectId type) {
    return dependents.getOrDefault(type, List.of()).stream()
        .anyMatch(id -> after.has(id) && (id.kind() == Kind.COLUMN || isSwapped(id)));
  }

  private void put(Op op, ObjectId id) {
    Action action = new Action(op, id, before.objects.get(id), after.objects.get(id));
    actions.put(action.key(), action);
  }

  /** {@code id} goes away or changes its type: what becomes of {@code dependent}? */
  private void breaks(ObjectId id, ObjectId dependent) {
    if (!before.has(dependent) || !after.has(dependent)) {
      return;
    }
    Column column = dependent.kind() == Kind.COLUMN ? after.column(dependent) : null;
    if (column != null && isSwapped(id) || isColumnOfRetypedParent(id, column)) {
      if (column.isGenerated()) {
        replace(dependent);
      } else {
        retype(dependent);
      }
    } else if (isReplaced(id)) {
      replaced(id, dependent, column);
    } else if (!survivesRetyping(id, dependent, column)) {
      replace(dependent);
    }
  }

  private boolean isColumnOfRetypedParent(ObjectId id, Column column) {
    return column != null
        && column.inherited()
        && id.kind() == Kind.COLUMN
        && !isReplaced(id)
        && id.name().equals(column.id().name());
  }

  private void replaced(ObjectId id, ObjectId dependent, Column column) {
    boolean stays =
        switch (dependent.kind()) {
          case TABLE, SEQUENCE -> true;
          case ATTACHMENT -> id.kind() == Kind.COLUMN;
          default -> false;
        };
    if (stays) {
      return;
    }
    boolean follows =
        column != null
            && (column.isGenerated()
                || column.table().equals(id)
                || column.inherited() && id.kind() == Kind.COLUMN);
    if (column != null && !follows) {
      return;
    }
    replace(dependent);
  }

  private boolean survivesRetyping(ObjectId id, ObjectId dependent, Column column) {
    SchemaObject object = before.objects.get(dependent);
    boolean kept = InPlace.keepsMeaning(before.column(id), after.column(id));
    return switch (dependent.kind()) {
      case TABLE, SEQUENCE, DEFAULT, ATTACHMENT, OWNERSHIP, GRANT -> true;
      case COLUMN -> column == null || !column.isGenerated();
      case INDEX -> {
        Index index = (Index) object;
        // The server forgets the statistics targets when it builds the index anew.
        yield index.statistics().isEmpty() && (kept || !index.computed());
      }
      case CONSTRAINT ->
          switch (((Constraint) object).type()) {
            case PRIMARY_KEY, UNIQUE -> true;
            case FOREIGN_KEY -> false;
            case CHECK, EXCLUSION -> kept;
          };
      default -> false;
    };
  }
}
