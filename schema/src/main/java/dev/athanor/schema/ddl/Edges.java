package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which action has to come before which. */
final class Edges {
  private record Edge(Action first, Action then) {}

  private final Map<Action.Key, Action> actions;
  private final Facets before;
  private final Facets after;
  private final Set<Edge> needs = new HashSet<>();
  private final Set<Edge> wished = new HashSet<>();

  Edges(Map<Action.Key, Action> actions, Facets before, Facets after) {
    this.actions = actions;
    this.before = before;
    this.after = after;
    attaching();
    detaching();
    defaults();
    shared();
    before.dependencies.forEach(this::leaving);
    after.dependencies.forEach(this::arriving);
    actions.values().forEach(this::ofOneObject);
    // A partition that leaves takes its copies along; those of one that stays go with the parent's.
    before
        .snapshot
        .clones()
        .forEach(
            (clone, origin) ->
                need(
                    get(Op.DROP, ObjectId.of(Kind.ATTACHMENT, clone.schema(), clone.within())),
                    get(Op.DROP, origin)));
    referencesToPartitioned();
    names();
    wishes();
    casts();
  }

  void forEach(BiConsumer<Action, Action> edge) {
    needs.forEach(e -> edge.accept(e.first, e.then));
    wished.forEach(e -> edge.accept(e.first, e.then));
  }

  /** Gives up the wishes among {@code actions}; false if there were none. */
  boolean giveUpWishes(Predicate<Action> among) {
    return wished.removeIf(edge -> among.test(edge.first) && among.test(edge.then));
  }

  /** A table gets under its parent when the parent has lost what the table does not have. */
  private void attaching() {
    Map<ObjectId, List<Action>> attached = new HashMap<>();
    for (Action action : actions.values()) {
      if (action.op() == Op.CREATE && action.id().kind() == Kind.ATTACHMENT) {
        for (ObjectId parent : ((Table) action.after()).parents()) {
          attached.computeIfAbsent(parent, key -> new ArrayList<>()).add(action);
        }
      }
    }
    for (Action action : actions.values()) {
      ObjectId table = ObjectId.table(action.id().schema(), action.id().within());
      if (action.op() == Op.DROP && !action.id().within().isEmpty()) {
        attached.getOrDefault(table, List.of()).forEach(then -> need(action, then));
      }
    }
  }

  /** A table gets out before what its parents, and theirs, get would be handed down to it. */
  private void detaching() {
    Map<ObjectId, List<Action>> detached = new HashMap<>();
    for (Action action : actions.values()) {
      if (action.op() == Op.DROP && action.id().kind() == Kind.ATTACHMENT) {
        for (ObjectId ancestor : before.ancestors(action.id().as(Kind.TABLE))) {
          detached.computeIfAbsent(ancestor, key -> new ArrayList<>()).add(action);
        }
      }
    }
    for (Action action : actions.values()) {
      if (action.op() == Op.CREATE && !action.id().within().isEmpty()) {
        ObjectId table = ObjectId.table(action.id().schema(), action.id().within());
        detached.getOrDefault(table, List.of()).forEach(first -> need(first, action));
      }
    }
  }

  /** A column of several parents changes while it has one alone. */
  private void shared() {
    for (Action action : actions.values()) {
      if (action.id().kind() == Kind.COLUMN && action.op() == Op.DROP) {
        before.siblings(action.id()).forEach(other -> need(action, get(Op.ALTER, other)));
      } else if (action.id().kind() == Kind.COLUMN && action.op() == Op.CREATE) {
        after.siblings(action.id()).forEach(other -> need(get(Op.ALTER, other), action));
      }
    }
  }

  /** A parent's new default is handed down, so a child's own comes after it. */
  private void defaults() {
    for (Action action : actions.values()) {
      if (action.id().kind() != Kind.DEFAULT) {
        continue;
      }
      if (action.op() == Op.DROP) {
        for (Column parent : before.parents((Column) action.before())) {
          need(action, get(Op.ALTER, parent.id()));
        }
        continue;
      }
      for (Column parent : after.parents((Column) action.after())) {
        for (Op op : Op.values()) {
          need(get(op, parent.id().as(Kind.DEFAULT)), action);
        }
      }
    }
  }

  /** What depends on something lets go of it before it is dropped or changed. */
  private void leaving(Dependency dependency) {
    ObjectId x = dependency.from();
    ObjectId y = dependency.to();
    Action cleanup = get(Op.CLEANUP, y);
    // Nothing stands in the way of the renaming that a swapped type begins with.
    need(get(Op.DROP, x), cleanup != null ? cleanup : get(Op.DROP, y));
    // The old half of one holds on to what the new one does without.
    boolean gone = get(Op.CREATE, y) == null;
    need(get(Op.CLEANUP, x), gone ? get(Op.DROP, y) : cleanup);
    if (x.kind() == Kind.ROUTINE || x.kind() == Kind.CAST) {
      // What is dropped by the name of the type is dropped while that is the type's name.
      need(get(Op.DROP, x), get(Op.DROP, y));
    }
    // What is said of the table as a whole has nothing to do with its columns.
    boolean apart = y.kind() == Kind.TABLE && (x.kind() == Kind.COLUMN || x.kind() == Kind.DEFAULT);
    // And what is said of a schema is a comment.
    if (!apart && y.kind() != Kind.SCHEMA) {
      need(get(Op.DROP, x), get(Op.ALTER, y));
    }
    boolean keepsAnother =
        y.kind() == Kind.COLUMN && x.name().equals(y.name()) && after.isInherited(x);
    if (!keepsAnother) {
      need(get(Op.ALTER, x), cleanup != null ? cleanup : get(Op.DROP, y));
    }
    // A column that ceases to be generated does so before what it was computed from changes.
    Action ceasing =
        x.kind() == Kind.COLUMN && !after.dependencies.contains(dependency)
            ? get(Op.ALTER, x)
            : null;
    need(ceasing, get(Op.ALTER, y));
    for (ObjectId origin : before.origins(y)) {
      need(get(Op.DROP, x), get(Op.ALTER, origin));
      need(ceasing, get(Op.ALTER, origin));
    }
  }

  /** What depends on something is made or changed after it. */
  private void arriving(Dependency dependency) {
    ObjectId x = dependency.from();
    ObjectId y = dependency.to();
    for (Op first : List.of(Op.CREATE, Op.ALTER)) {
      need(get(first, y), get(Op.CREATE, x));
      need(get(first, y), get(Op.ALTER, x));
    }
  }

  private void ofOneObject(Action action) {
    if (!action.id().within().isEmpty()) {
      // Detaching leaves indexes and constraints behind, attaching makes them: under the same
      // names.
      ObjectId attachment =
          new ObjectId(Kind.ATTACHMENT, action.id().schema(), "", action.id().within());
      if (action.op() == Op.DROP) {
        need(action, get(Op.CREATE, attachment));
      } else if (action.op() == Op.CREATE) {
        need(get(Op.DROP, attachment), action);
      }
    }
    if (action.op() == Op.DROP) {
      need(action, get(Op.CREATE, action.id()));
    } else if (action.op() == Op.CREATE) {
      need(action, get(Op.CLEANUP, action.id()));
    }
  }

  /** Partitions leave when no foreign key to their parent is there. */
  private void referencesToPartitioned() {
    PartitionReferences old = new PartitionReferences(before);
    old.foreignKeys()
        .forEach(
            (key, table) ->
                leavingBelow(old, table).forEach(leaving -> need(get(Op.DROP, key), leaving)));
    new PartitionReferences(after)
        .foreignKeys()
        .forEach(
            (key, table) ->
                leavingBelow(old, table).forEach(leaving -> need(leaving, get(Op.CREATE, key))));
  }

  private List<Action> leavingBelow(PartitionReferences old, ObjectId table) {
    return old.below(table).stream()
        .flatMap(partition -> Stream.of(partition, partition.as(Kind.ATTACHMENT)))
        .map(id -> get(Op.DROP, id))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * A function's body may rest on a cast, which pg_depend does not know of either; what undoes a
   * function makes it again while the cast is there.
   */
  private void casts() {
    for (Action cast : actions.values()) {
      if (cast.id().kind() == Kind.CAST) {
        for (Action routine : actions.values()) {
          if (routine.id().kind() == Kind.ROUTINE) {
            if (cast.op() == Op.CREATE && routine.op() != Op.DROP) {
              wished.add(new Edge(cast, routine));
            } else if (cast.op() == Op.DROP && routine.op() != Op.CREATE) {
              wished.add(new Edge(routine, cast));
            }
          }
        }
      }
    }
  }

  /** A name is free before it is taken. */
  private void names() {
    Map<String, List<Action>> freed = new HashMap<>();
    for (Action action : actions.values()) {
      if (action.op() == Op.DROP || action.op() == Op.ALTER) {
        for (String name : TakenNames.of(action.id(), action.before())) {
          freed.computeIfAbsent(name, key -> new ArrayList<>()).add(action);
        }
      }
    }
    for (Action action : actions.values()) {
      if (action.op() == Op.CREATE || action.op() == Op.ALTER) {
        for (String name : TakenNames.of(action.id(), action.after())) {
          for (Action first : freed.getOrDefault(name, List.of())) {
            if (!first.id().equals(action.id())) {
              need(first, action);
            }
          }
        }
      }
    }
  }

  /** A function's text names what pg_depend does not know of; it had better be there. */
  private void wishes() {
    Map<String, List<Action>> made = new HashMap<>();
    for (Action action : actions.values()) {
      if (isNamedInText(action)) {
        made.computeIfAbsent(action.id().name(), key -> new ArrayList<>()).add(action);
      }
      if (action.id().kind() == Kind.COLUMN) {
        made.computeIfAbsent(action.id().within(), key -> new ArrayList<>()).add(action);
      }
    }
    for (Action action : actions.values()) {
      if (action.after() instanceof Routine routine && action.op() != Op.DROP) {
        named(routine, made, action)
            .filter(named -> named.op() != Op.DROP)
            .forEach(first -> wished.add(new Edge(first, action)));
      }
      if (action.before() instanceof Routine routine && action.op() != Op.CREATE) {
        // What undoes it makes it again, where what it names has to be there still.
        named(routine, made, action)
            .filter(named -> named.op() == Op.DROP)
            .forEach(then -> wished.add(new Edge(action, then)));
      }
    }
  }

  private static Stream<Action> named(
      Routine routine, Map<String, List<Action>> byName, Action itself) {
    return words(routine.definition()).stream()
        .flatMap(word -> byName.getOrDefault(word, List.of()).stream())
        .filter(action -> !action.id().equals(itself.id()));
  }

  private static boolean isNamedInText(Action action) {
    return switch (action.id().kind()) {
      case TABLE, VIEW, ENUM, DOMAIN, COMPOSITE, RANGE, SEQUENCE, ROUTINE ->
          action.op() != Op.CLEANUP;
      default -> false;
    };
  }

  private static Set<String> words(String text) {
    return new HashSet<>(Arrays.asList(text.split("[^\\w$]+")));
  }

  private void need(Action first, Action then) {
    if (first != null && then != null && !first.equals(then)) {
      needs.add(new Edge(first, then));
    }
  }

  private Action get(Op op, ObjectId id) {
    return actions.get(new Action.Key(op, id));
  }
}
