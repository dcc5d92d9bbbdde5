package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What has to come before what for tables with parents: partitions, and those that inherit. */
final class FamilyEdges {
  private final Actions actions;
  private final Facets before;
  private final Facets after;
  private final BiConsumer<Action, Action> edges;

  /**
   * @param edges gets each pair, the first before the second; either may be null where nothing is
   *     done
   */
  FamilyEdges(Actions actions, Facets before, Facets after, BiConsumer<Action, Action> edges) {
    this.actions = actions;
    this.before = before;
    this.after = after;
    this.edges = edges;
  }

  void find() {
    attaching();
    detaching();
    defaults();
    shared();
    clones();
    referencesToPartitioned();
  }

  /**
   * A partition that leaves takes its copies along; those of one that stays go with the parent's.
   */
  private void clones() {
    before
        .snapshot
        .clones()
        .forEach(
            (clone, origin) ->
                need(
                    get(Op.DROP, ObjectId.of(Kind.ATTACHMENT, clone.schema(), clone.within())),
                    get(Op.DROP, origin)));
  }

  /** A table gets under its parent when the parent has lost what the table does not have. */
  private void attaching() {
    Map<ObjectId, List<Action>> attached = new HashMap<>();
    for (Action action : actions.all()) {
      if (action.op() == Op.CREATE && action.id().kind() == Kind.ATTACHMENT) {
        for (ObjectId parent : ((Table) action.after()).parents()) {
          attached.computeIfAbsent(parent, key -> new ArrayList<>()).add(action);
        }
      }
    }
    for (Action action : actions.all()) {
      ObjectId table = ObjectId.table(action.id().schema(), action.id().within());
      if (action.op() == Op.DROP && !action.id().within().isEmpty()) {
        attached.getOrDefault(table, List.of()).forEach(then -> need(action, then));
      }
    }
  }

  /** A table gets out before what its parents, and theirs, get would be handed down to it. */
  private void detaching() {
    Map<ObjectId, List<Action>> detached = new HashMap<>();
    for (Action action : actions.all()) {
      if (action.op() == Op.DROP && action.id().kind() == Kind.ATTACHMENT) {
        for (ObjectId ancestor : before.ancestors(action.id().as(Kind.TABLE))) {
          detached.computeIfAbsent(ancestor, key -> new ArrayList<>()).add(action);
        }
      }
    }
    for (Action action : actions.all()) {
      if (action.op() == Op.CREATE && !action.id().within().isEmpty()) {
        ObjectId table = ObjectId.table(action.id().schema(), action.id().within());
        detached.getOrDefault(table, List.of()).forEach(first -> need(first, action));
      }
    }
  }

  /** A column of several parents changes while it has one alone. */
  private void shared() {
    for (Action action : actions.all()) {
      if (action.id().kind() == Kind.COLUMN && action.op() == Op.DROP) {
        before.siblings(action.id()).forEach(other -> need(action, get(Op.ALTER, other)));
      } else if (action.id().kind() == Kind.COLUMN && action.op() == Op.CREATE) {
        after.siblings(action.id()).forEach(other -> need(get(Op.ALTER, other), action));
      }
    }
  }

  /** A parent's new default is handed down, so a child's own comes after it. */
  private void defaults() {
    for (Action action : actions.all()) {
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

  private void need(Action first, Action then) {
    edges.accept(first, then);
  }

  private Action get(Op op, ObjectId id) {
    return actions.get(op, id);
  }
}
