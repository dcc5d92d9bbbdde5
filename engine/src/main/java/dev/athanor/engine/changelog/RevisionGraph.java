package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The revisions and who comes after whom, with the rules of Alembic's revision map.
 *
 * <p>Parents are {@code down-revision}s. A {@code depends-on} orders revisions, too, but does not
 * make a branch longer: heads, bases and steps of relative targets count parents only.
 */
public final class RevisionGraph {
  private final Map<String, Revision> byId;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, List<String>> parents = new HashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();
  private final Map<String, List<String>> needs = new HashMap<>();
  private final Map<String, List<String>> neededBy = new HashMap<>();
  private final List<Revision> sorted;
  private final Map<String, Integer> rank = new HashMap<>();

  private RevisionGraph(Collection<Revision> revisions) {
    this.byId = GraphChecks.index(revisions);
    for (Revision revision : byId.values()) {
      names.put(revision.id(), revision.id());
      revision.branchLabels().forEach(label -> names.put(label, revision.id()));
    }
    GraphChecks.references(byId.values(), names);
    link();
    this.sorted = sort();
    for (Revision revision : sorted) {
      rank.put(revision.id(), rank.size());
    }
  }

  /**
   * @param revisions in any order
   * @throws AthanorException INVALID_GRAPH for a duplicate id or label, a missing parent, a cycle
   */
  public static RevisionGraph of(Collection<Revision> revisions) {
    return new RevisionGraph(revisions);
  }

  private void link() {
    for (Revision revision : byId.values()) {
      List<String> downs = revision.downRevisions().stream().map(names::get).distinct().toList();
      Set<String> all = new LinkedHashSet<>(downs);
      revision.dependsOn().forEach(name -> all.add(names.get(name)));
      parents.put(revision.id(), downs);
      needs.put(revision.id(), List.copyOf(all));
      downs.forEach(down -> add(children, down, revision.id()));
      all.forEach(need -> add(neededBy, need, revision.id()));
    }
  }

  private static void add(Map<String, List<String>> map, String key, String value) {
    map.computeIfAbsent(key, k -> new ArrayList<>(1)).add(value);
  }

  /** Parents first; where the graph leaves a choice, by path: generated names sort by time. */
  private List<Revision> sort() {
    Map<String, Integer> open = new HashMap<>();
    PriorityQueue<Revision> ready =
        new PriorityQueue<>(Comparator.comparing(Revision::path).thenComparing(Revision::id));
    for (Revision revision : byId.values()) {
      int count = needs.get(revision.id()).size();
      open.put(revision.id(), count);
      if (count == 0) {
        ready.add(revision);
      }
    }
    List<Revision> order = new ArrayList<>(byId.size());
    while (!ready.isEmpty()) {
      Revision next = ready.remove();
      order.add(next);
      open.remove(next.id());
      for (String child : neededBy.getOrDefault(next.id(), List.of())) {
        if (open.merge(child, -1, Integer::sum) == 0) {
          ready.add(byId.get(child));
        }
      }
    }
    if (!open.isEmpty()) {
      Set<String> left = new LinkedHashSet<>(byId.keySet());
      left.retainAll(open.keySet());
      GraphChecks.cycle(left, needs);
    }
    return List.copyOf(order);
  }

  /** Every revision, parents and dependencies first; always the same order. */
  public List<Revision> sorted() {
    return sorted;
  }

  public boolean isEmpty() {
    return sorted.isEmpty();
  }

  /** By full id. */
  public Optional<Revision> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The ids that have no child. */
  public List<String> heads() {
    return ids(revision -> children(revision.id()).isEmpty());
  }

  /** The ids without parents. */
  public List<String> bases() {
    return ids(revision -> parents(revision.id()).isEmpty());
  }

  /** The ids with several children. */
  public List<String> branchPoints() {
    return ids(revision -> children(revision.id()).size() > 1);
  }

  /** The ids whose parent {@code id} is. */
  public List<String> children(String id) {
    return children.getOrDefault(id, List.of());
  }

  /** The ids of the down-revisions, labels resolved. */
  public List<String> parents(String id) {
    return parents.getOrDefault(id, List.of());
  }

  /** {@code ids} and all that they need, dependencies included. Unknown ids are left out. */
  public Set<String> ancestors(Collection<String> ids) {
    return reach(ids, id -> needs.getOrDefault(id, List.of()));
  }

  /** {@code ids} and all that need them, dependents included. Unknown ids are left out. */
  public Set<String> descendants(Collection<String> ids) {
    return reach(ids, id -> neededBy.getOrDefault(id, List.of()));
  }

  /** {@code id}, its ancestors and its descendants by parents alone: Alembic's lineage. */
  Set<String> lineage(String id) {
    Set<String> lineage = reach(List.of(id), this::parents);
    lineage.addAll(reach(List.of(id), this::children));
    return lineage;
  }

  /**
   * Of {@code applied}, those that nothing else of it follows or depends on: what {@code current}
   * shows.
   */
  public List<String> headsOf(Collection<String> applied) {
    Set<String> set = applied instanceof Set<String> s ? s : new HashSet<>(applied);
    return inOrder(
        set.stream()
            .filter(byId::containsKey)
            .filter(id -> neededBy.getOrDefault(id, List.of()).stream().noneMatch(set::contains))
            .toList());
  }

  /** The branch labels that {@code id} belongs to, in order of name. */
  public List<String> labels(String id) {
    Set<String> line = reach(List.of(id), this::parents);
    return names.entrySet().stream()
        .filter(name -> !name.getKey().equals(name.getValue()) && line.contains(name.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /**
   * The revisions that a symbol means: an id or a unique prefix of one, a branch label, {@code
   * head}, {@code heads}, {@code base} (none), {@code current}, each also relative ({@code head-2},
   * {@code ae10+1}) and on a branch ({@code label@head}).
   *
   * @param current the current revisions, for {@code current}, {@code +2} and {@code -1}
   * @throws AthanorException UNKNOWN_TARGET when it means none, or too many
   */
  public List<Revision> resolve(String symbol, Collection<String> current) {
    return revisions(new TargetResolver(this, current).resolve(symbol));
  }

  /**
   * What an upgrade to {@code target} runs.
   *
   * @param current the current revisions; what they need counts as applied
   * @throws AthanorException UNKNOWN_TARGET; WRONG_DIRECTION when the target is older than what is
   *     applied
   */
  public RevisionPath upgrade(Collection<String> current, String target) {
    return new GraphPaths(this, current).upgrade(target);
  }

  /**
   * What a downgrade to {@code target} undoes, last applied first.
   *
   * @param current the current revisions; what they need counts as applied
   * @throws AthanorException UNKNOWN_TARGET; WRONG_DIRECTION when the target is not applied
   */
  public RevisionPath downgrade(Collection<String> current, String target) {
    return new GraphPaths(this, current).downgrade(target);
  }

  /**
   * The revisions of a range such as {@code ae10:head}, {@code -3:current}, {@code :ae10}; both
   * ends included, parents first.
   */
  public List<Revision> range(String range, Collection<String> current) {
    return new GraphPaths(this, current).range(range);
  }

  Optional<String> named(String idOrLabel) {
    return Optional.ofNullable(names.get(idOrLabel));
  }

  List<Revision> revisions(Collection<String> ids) {
    return inOrder(ids).stream().map(byId::get).toList();
  }

  List<String> inOrder(Collection<String> ids) {
    return ids.stream().distinct().sorted(Comparator.comparing(rank::get)).toList();
  }

  private List<String> ids(Predicate<Revision> wanted) {
    return sorted.stream().filter(wanted).map(Revision::id).toList();
  }

  Set<String> reach(Collection<String> from, Function<String, List<String>> next) {
    Set<String> reached = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>();
    for (String id : from) {
      if (byId.containsKey(id)) {
        todo.push(id);
      }
    }
    while (!todo.isEmpty()) {
      String id = todo.pop();
      if (reached.add(id)) {
        next.apply(id).forEach(todo::push);
      }
    }
    return reached;
  }
}
