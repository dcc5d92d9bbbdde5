package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Which action has to come before which. */
final class Edges {
  private record Edge(Action first, Action then) {}

  private final Actions actions;
  private final Facets before;
  private final Facets after;
  private final Set<Edge> needs = new HashSet<>();
  private final Set<Edge> wished = new HashSet<>();

  /**
   * @param numbered sequences, to the columns that they number
   */
  Edges(
      Map<Action.Key, Action> actions,
      Facets before,
      Facets after,
      Map<ObjectId, List<ObjectId>> numbered) {
    this.actions = new Actions(actions);
    this.before = before;
    this.after = after;
    before.dependencies.forEach(this::leaving);
    after.dependencies.forEach(this::arriving);
    this.actions.all().forEach(this::ofOneObject);
    names();
    numbered.forEach(this::numbering);
    new FamilyEdges(this.actions, before, after, this::need).find();
    new BodyEdges(this.actions, (first, then) -> wished.add(new Edge(first, then))).find();
  }

  void forEach(BiConsumer<Action, Action> edge) {
    needs.forEach(e -> edge.accept(e.first, e.then));
    wished.forEach(e -> edge.accept(e.first, e.then));
  }

  /** Gives up the wishes among {@code actions}; false if there were none. */
  boolean giveUpWishes(Predicate<Action> among) {
    return wished.removeIf(edge -> among.test(edge.first) && among.test(edge.then));
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

  /** A sequence starts behind numbers: it comes once they are such, and goes while they are. */
  private void numbering(ObjectId sequence, List<ObjectId> columns) {
    for (ObjectId column : columns) {
      need(get(Op.ALTER, column), get(Op.CREATE, sequence));
      need(get(Op.DROP, sequence), get(Op.ALTER, column));
    }
  }

  /** A name is free before it is taken. */
  private void names() {
    Map<String, List<Action>> freed = new HashMap<>();
    for (Action action : actions.all()) {
      if (action.op() == Op.DROP || action.op() == Op.ALTER) {
        for (String name : TakenNames.of(action.id(), action.before())) {
          freed.computeIfAbsent(name, key -> new ArrayList<>()).add(action);
        }
      }
    }
    for (Action action : actions.all()) {
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

  private void need(Action first, Action then) {
    if (first != null && then != null && !first.equals(then)) {
      needs.add(new Edge(first, then));
    }
  }

  private Action get(Op op, ObjectId id) {
    return actions.get(op, id);
  }
}
