package dev.athanor.schema.ddl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts actions in an order that PostgreSQL accepts, those of one table side by side where it can.
 *
 * <p>Actions are gathered in steps (a table with its columns, defaults and constraints). Where that
 * closes a circle, wishes are given up first, then foreign keys leave their tables, then whatever
 * else can stand alone.
 */
final class Order {
  /** A statement's worth of actions. */
  record Step(Action root, List<Action> parts) {}

  private final Collection<Action> actions;
  private final Edges edges;
  private final Hosts hosts;
  private final Set<Action> released = new HashSet<>();

  Order(Collection<Action> actions, Edges edges, Hosts hosts) {
    this.actions = actions;
    this.edges = edges;
    this.hosts = hosts;
  }

  List<Step> steps() {
    while (true) {
      Map<Action, Action> roots = roots();
      Map<Action, Set<Action>> followers = followers(roots);
      Sorted sorted = sort(roots, followers);
      if (sorted.rest.isEmpty()) {
        return gather(sorted.order, roots);
      }
      loosen(sorted.rest, roots);
    }
  }

  private Map<Action, Action> roots() {
    Map<Action, Action> roots = new LinkedHashMap<>();
    for (Action action : actions) {
      Action root = action;
      while (!released.contains(root) && hosts.hostOf(root) != null) {
        root = hosts.hostOf(root);
      }
      roots.put(action, root);
    }
    return roots;
  }

  private Map<Action, Set<Action>> followers(Map<Action, Action> roots) {
    Map<Action, Set<Action>> followers = new HashMap<>();
    edges.forEach(
        (first, then) -> {
          Action from = roots.get(first);
          Action to = roots.get(then);
          if (!from.equals(to)) {
            followers.computeIfAbsent(from, key -> new TreeSet<>()).add(to);
          }
        });
    return followers;
  }

  private record Sorted(List<Action> order, Set<Action> rest) {}

  private static Sorted sort(Map<Action, Action> roots, Map<Action, Set<Action>> followers) {
    Map<Action, Integer> waiting = new HashMap<>();
    roots.values().forEach(root -> waiting.put(root, 0));
    followers.values().forEach(set -> set.forEach(then -> waiting.merge(then, 1, Integer::sum)));
    Agenda agenda = new Agenda();
    waiting.forEach(
        (root, count) -> {
          if (count == 0) {
            agenda.add(root);
          }
        });
    List<Action> order = new ArrayList<>();
    Set<Action> rest = new HashSet<>(waiting.keySet());
    for (Action next = agenda.next(); next != null; next = agenda.next()) {
      order.add(next);
      rest.remove(next);
      for (Action then : followers.getOrDefault(next, Set.of())) {
        if (waiting.merge(then, -1, Integer::sum) == 0) {
          agenda.add(then);
        }
      }
    }
    trim(rest, followers);
    return new Sorted(order, rest);
  }

  /** Takes away what only waits for a circle, so that the circles (and paths between) are left. */
  private static void trim(Set<Action> rest, Map<Action, Set<Action>> followers) {
    boolean trimmed = true;
    while (trimmed) {
      trimmed =
          rest.removeIf(
              action ->
                  followers.getOrDefault(action, Set.of()).stream().noneMatch(rest::contains));
    }
  }

  private void loosen(Set<Action> circle, Map<Action, Action> roots) {
    if (edges.giveUpWishes(action -> circle.contains(roots.get(action)))) {
      return;
    }
    Set<Action> loose = new HashSet<>();
    edges.forEach(
        (first, then) -> {
          if (circle.contains(roots.get(first))
              && circle.contains(roots.get(then))
              && !roots.get(first).equals(roots.get(then))) {
            loose.add(first);
            loose.add(then);
          }
        });
    loose.removeIf(action -> released.contains(action) || !hosts.canStandAlone(action));
    List<Action> foreignKeys = loose.stream().filter(Hosts::isForeignKey).toList();
    if (loose.isEmpty()) {
      throw new IllegalStateException("objects depend on each other in a circle: " + circle);
    }
    released.addAll(foreignKeys.isEmpty() ? loose : foreignKeys);
  }

  private List<Step> gather(List<Action> order, Map<Action, Action> roots) {
    Map<Action, Step> steps = new LinkedHashMap<>();
    order.forEach(root -> steps.put(root, new Step(root, new ArrayList<>())));
    roots.forEach(
        (action, root) -> {
          if (!action.equals(root)) {
            steps.get(root).parts().add(action);
          }
        });
    return List.copyOf(steps.values());
  }

  /** What can be done next: the same table's first, then by rank and name. */
  private static final class Agenda {
    private final TreeSet<Action> ready = new TreeSet<>();
    private final Map<Object, TreeSet<Action>> byConcern = new HashMap<>();
    private Object concern;

    void add(Action action) {
      ready.add(action);
      byConcern.computeIfAbsent(action.concern(), key -> new TreeSet<>()).add(action);
    }

    Action next() {
      if (ready.isEmpty()) {
        return null;
      }
      TreeSet<Action> same = byConcern.get(concern);
      Action next = same == null || same.isEmpty() ? ready.first() : same.first();
      ready.remove(next);
      byConcern.get(next.concern()).remove(next);
      concern = next.concern();
      return next;
    }
  }
}
