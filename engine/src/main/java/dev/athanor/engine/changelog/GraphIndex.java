package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Revisions, checked, linked with their neighbours and put in order: what a graph is made of. */
final class GraphIndex {
  // Plain loops and few objects here: every run builds this in a JVM that has just started.
  private final Map<String, Node> nodes;
  private final Map<String, String> names;
  private final List<Revision> sorted;

  /** A revision and its neighbours. */
  static final class Node {
    private final Revision revision;
    private List<String> parents = List.of();
    private List<String> needs = List.of();
    private final List<String> children = new ArrayList<>(1);
    private final List<String> neededBy = new ArrayList<>(1);
    private int open;
    private int rank;

    Node(Revision revision) {
      this.revision = revision;
    }

    Revision revision() {
      return revision;
    }

    List<String> parents() {
      return parents;
    }

    /** Its parents and what it depends on. */
    List<String> needs() {
      return needs;
    }

    List<String> children() {
      return children;
    }

    List<String> neededBy() {
      return neededBy;
    }

    /** Its place in the order. */
    int rank() {
      return rank;
    }
  }

  /** Where the graph leaves a choice, by path: generated names sort by time. */
  private static final class ByPath implements Comparator<Node> {
    @Override
    public int compare(Node a, Node b) {
      int paths = a.revision.path().compareTo(b.revision.path());
      return paths != 0 ? paths : a.revision.id().compareTo(b.revision.id());
    }
  }

  /**
   * @throws AthanorException INVALID_GRAPH for a duplicate id or label, a missing parent, a cycle
   */
  GraphIndex(Collection<Revision> revisions) {
    Map<String, Revision> byId = GraphChecks.index(revisions);
    this.nodes = new LinkedHashMap<>(byId.size() * 2);
    this.names = new HashMap<>(byId.size() * 2);
    for (Revision revision : byId.values()) {
      nodes.put(revision.id(), new Node(revision));
      names.put(revision.id(), revision.id());
      for (String label : revision.branchLabels()) {
        names.put(label, revision.id());
      }
    }
    GraphChecks.references(byId.values(), names);
    for (Node node : nodes.values()) {
      link(node);
    }
    this.sorted = sort();
  }

  /** By id. */
  Map<String, Node> nodes() {
    return nodes;
  }

  /** Ids by id and by branch label. */
  Map<String, String> names() {
    return names;
  }

  /** Parents and dependencies first. */
  List<Revision> sorted() {
    return sorted;
  }

  private void link(Node node) {
    String id = node.revision.id();
    node.parents = resolved(node.revision.downRevisions(), List.of());
    node.needs = resolved(node.revision.dependsOn(), node.parents);
    node.open = node.needs.size();
    for (String parent : node.parents) {
      nodes.get(parent).children.add(id);
    }
    for (String needed : node.needs) {
      nodes.get(needed).neededBy.add(id);
    }
  }

  /** {@code first} and then what {@code more} names, each once. */
  private List<String> resolved(List<String> more, List<String> first) {
    if (more.isEmpty()) {
      return first;
    }
    List<String> all = new ArrayList<>(first);
    for (String name : more) {
      String id = names.get(name);
      if (!all.contains(id)) {
        all.add(id);
      }
    }
    return all;
  }

  private List<Revision> sort() {
    PriorityQueue<Node> ready = new PriorityQueue<>(new ByPath());
    for (Node node : nodes.values()) {
      if (node.open == 0) {
        ready.add(node);
      }
    }
    List<Revision> order = new ArrayList<>(nodes.size());
    while (!ready.isEmpty()) {
      Node next = ready.remove();
      next.rank = order.size();
      order.add(next.revision);
      for (String id : next.neededBy) {
        Node dependent = nodes.get(id);
        if (--dependent.open == 0) {
          ready.add(dependent);
        }
      }
    }
    if (order.size() < nodes.size()) {
      reportCycle();
    }
    return Collections.unmodifiableList(order);
  }

  private void reportCycle() {
    Set<String> left = new LinkedHashSet<>();
    Map<String, List<String>> needs = new HashMap<>();
    Map<String, List<String>> parents = new HashMap<>();
    for (Node node : nodes.values()) {
      if (node.open > 0) {
        left.add(node.revision.id());
        needs.put(node.revision.id(), node.needs);
        parents.put(node.revision.id(), node.parents);
      }
    }
    GraphChecks.cycle(left, needs, parents);
  }
}
