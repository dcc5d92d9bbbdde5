package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
  // Plain loops and few objects here: every run asks this graph in a JVM that has just started.
  private final Map<String, GraphIndex.Node> nodes;
  private final Map<String, String> names;
  private final List<Revision> sorted;

  /** Revisions by tag, in lower case. */
  private final Map<String, String> tags = new HashMap<>();

  private RevisionGraph(GraphIndex index, Map<String, String> tags) {
    this.nodes = index.nodes();
    this.names = index.names();
    this.sorted = index.sorted();
    tags.forEach((tag, id) -> this.tags.putIfAbsent(tag.toLowerCase(Locale.ROOT), id));
  }

  /**
   * @param revisions in any order
   * @throws AthanorException INVALID_GRAPH for a duplicate id or label, a missing parent, a cycle
   */
  public static RevisionGraph of(Collection<Revision> revisions) {
    return of(revisions, Map.of());
  }

  /**
   * @param revisions in any order
   * @param tags the ids of revisions that tag the database, by tag; an id or a label of that name
   *     goes before
   * @throws AthanorException INVALID_GRAPH for a duplicate id or label, a missing parent, a cycle
   */
  public static RevisionGraph of(Collection<Revision> revisions, Map<String, String> tags) {
    return new RevisionGraph(new GraphIndex(revisions), tags);
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
    GraphIndex.Node node = nodes.get(id);
    return node == null ? Optional.empty() : Optional.of(node.revision());
  }

  /** The ids that have no child. */
  public List<String> heads() {
    return ids(revision -> children(revision.id()).isEmpty());
  }

  /**
   * The heads that no other revision depends on either: Alembic's effective heads are not among
   * them.
   */
  public List<String> independentHeads() {
    return ids(revision -> nodes.get(revision.id()).neededBy().isEmpty());
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
    GraphIndex.Node node = nodes.get(id);
    return node == null ? List.of() : Collections.unmodifiableList(node.children());
  }

  /** The ids of the down-revisions, labels resolved. */
  public List<String> parents(String id) {
    GraphIndex.Node node = nodes.get(id);
    return node == null ? List.of() : Collections.unmodifiableList(node.parents());
  }

  /** {@code ids} and all that they need, dependencies included. Unknown ids are left out. */
  public Set<String> ancestors(Collection<String> ids) {
    return reach(ids, id -> nodes.get(id).needs());
  }

  /** {@code ids} and all that need them, dependents included. Unknown ids are left out. */
  public Set<String> descendants(Collection<String> ids) {
    return reach(ids, id -> nodes.get(id).neededBy());
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
    List<String> heads = new ArrayList<>(1);
    for (String id : set) {
      GraphIndex.Node node = nodes.get(id);
      if (node != null && !containsAny(set, node.neededBy())) {
        heads.add(id);
      }
    }
    return inOrder(heads);
  }

  /**
   * Of {@code applied}, the tip of each branch: those without a child in it. {@code current} shows
   * them as Alembic does, also where another branch depends on one.
   */
  public List<String> tipsOf(Collection<String> applied) {
    Set<String> set = new HashSet<>(applied);
    return inOrder(
        set.stream()
            .filter(id -> nodes.containsKey(id) && !containsAny(set, nodes.get(id).children()))
            .toList());
  }

  private static boolean containsAny(Set<String> set, List<String> ids) {
    for (String id : ids) {
      if (set.contains(id)) {
        return true;
      }
    }
    return false;
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
   * All that counts as applied once a database is stamped, as Alembic's {@code stamp} has it.
   *
   * @param current the current revisions; what they need counts as applied
   * @param targets symbols; {@code base} is none
   * @throws AthanorException UNKNOWN_TARGET
   */
  public Set<String> stamp(Collection<String> current, List<String> targets) {
    return new GraphStamp(this, current).applied(targets);
  }

  /**
   * The revisions that a symbol means where nothing runs, as in Alembic's {@code show}: as {@link
   * #resolve}, but {@code -2} counts from each head.
   *
   * @param current the current revisions; asked only when {@link #asksCurrent}
   * @throws AthanorException UNKNOWN_TARGET when it means none, or too many
   */
  public List<Revision> list(String symbol, Collection<String> current) {
    return revisions(new GraphRanges(this, current).list(symbol));
  }

  /**
   * The revisions of a range such as {@code ae10:head}, {@code current:}, {@code :ae10}, both ends
   * included, parents first: as Alembic's {@code history} has it. {@code -3:} counts from each
   * head, {@code ae10:+2} from the lower end.
   *
   * @throws AthanorException UNKNOWN_TARGET for an end that means nothing or too much, or is not
   *     below the other
   */
  public List<Revision> range(String range, Collection<String> current) {
    return revisions(new GraphRanges(this, current).range(range));
  }

  /** Whether {@link #list} or {@link #range} of this depends on where a database is. */
  public static boolean asksCurrent(String symbolOrRange) {
    return GraphRanges.asksCurrent(symbolOrRange);
  }

  /** Whether this is the whole id of a revision, or a branch label. */
  public boolean hasName(String symbol) {
    return names.containsKey(symbol);
  }

  /** Whether this means the revision that sets a tag; case does not count, as in Liquibase. */
  public boolean isTag(String symbol) {
    return !hasName(symbol) && tags.containsKey(symbol.toLowerCase(Locale.ROOT));
  }

  Optional<String> named(String idLabelOrTag) {
    String named = names.get(idLabelOrTag);
    return Optional.ofNullable(
        named != null || tags.isEmpty() ? named : tags.get(idLabelOrTag.toLowerCase(Locale.ROOT)));
  }

  List<Revision> revisions(Collection<String> ids) {
    List<Revision> revisions = new ArrayList<>(ids.size());
    for (String id : inOrder(ids)) {
      revisions.add(nodes.get(id).revision());
    }
    return revisions;
  }

  List<String> inOrder(Collection<String> ids) {
    List<String> order = new ArrayList<>(new HashSet<>(ids));
    if (order.size() > 1) {
      order.sort((a, b) -> Integer.compare(nodes.get(a).rank(), nodes.get(b).rank()));
    }
    return order;
  }

  private List<String> ids(Predicate<Revision> wanted) {
    List<String> ids = new ArrayList<>();
    for (Revision revision : sorted) {
      if (wanted.test(revision)) {
        ids.add(revision.id());
      }
    }
    return ids;
  }

  Set<String> reach(Collection<String> from, Function<String, List<String>> next) {
    Set<String> reached = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>();
    for (String id : from) {
      if (nodes.containsKey(id)) {
        todo.push(id);
      }
    }
    while (!todo.isEmpty()) {
      String id = todo.pop();
      if (reached.add(id)) {
        for (String reachable : next.apply(id)) {
          todo.push(reachable);
        }
      }
    }
    return reached;
  }
}
