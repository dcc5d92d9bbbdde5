package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which revisions run between here and a target.
 *
 * <p>Where Alembic silently does nothing (an upgrade to something older, a downgrade to something
 * newer), this is an error.
 */
final class GraphPaths {
  private final RevisionGraph graph;
  private final Set<String> applied;
  private final List<String> current;
  private final TargetResolver resolver;

  GraphPaths(RevisionGraph graph, Collection<String> current) {
    this.graph = graph;
    this.applied = graph.ancestors(current);
    this.current = graph.headsOf(applied);
    this.resolver = new TargetResolver(graph, applied, this.current);
  }

  RevisionPath upgrade(String target) {
    TargetResolver.Parts parts = resolver.parse(target);
    if (parts.fromCurrent() && parts.steps() < 0) {
      throw wrongWay("'" + target + "' is older than what is applied", "downgrade", target);
    }
    List<String> targets = resolver.resolve(parts, target);
    boolean base = parts.symbol().equals("base") || parts.steps() < 0;
    if (targets.isEmpty() && base && !applied.isEmpty()) {
      throw wrongWay("base is older than " + shown(current), "downgrade", target);
    }
    for (String id : targets) {
      if (applied.contains(id) && graph.children(id).stream().anyMatch(applied::contains)) {
        throw wrongWay(
            "revision " + id + " is older than what is applied, " + shown(current),
            "downgrade",
            target);
      }
    }
    Set<String> steps = graph.ancestors(targets);
    steps.removeAll(applied);
    Set<String> after = new HashSet<>(applied);
    after.addAll(steps);
    return new RevisionPath(graph.revisions(steps), current, graph.headsOf(after));
  }

  RevisionPath downgrade(String target) {
    TargetResolver.Parts parts = resolver.parse(target);
    if (parts.fromCurrent() && parts.steps() > 0) {
      throw wrongWay("'" + target + "' is newer than what is applied", "upgrade", target);
    }
    List<String> targets = resolver.resolve(parts, target);
    for (String id : targets) {
      if (!applied.contains(id)) {
        throw wrongWay(
            "revision " + id + " is not applied; current is " + shown(current), "upgrade", target);
      }
    }
    Set<String> steps = graph.descendants(roots(parts, targets));
    steps.retainAll(applied);
    if (parts.symbol().equals("current") && parts.steps() == 0) {
      steps.clear();
    }
    Set<String> after = new HashSet<>(applied);
    after.removeAll(steps);
    List<Revision> order = new ArrayList<>(graph.revisions(steps));
    Collections.reverse(order);
    return new RevisionPath(order, current, graph.headsOf(after));
  }

  /** The first revisions that go; all that needs them goes with them. */
  private List<String> roots(TargetResolver.Parts parts, List<String> targets) {
    List<String> roots = new ArrayList<>();
    if (targets.isEmpty() && !parts.symbol().equals("heads") && !parts.symbol().equals("head")) {
      roots.addAll(graph.bases());
    }
    targets.forEach(id -> roots.addAll(graph.children(id)));
    if (roots.size() < 2) {
      return roots;
    }
    if (parts.label().isPresent()) {
      Set<String> branch = graph.lineage(resolver.resolve(parts.label().get()).get(0));
      roots.removeIf(root -> !branch.contains(root));
    } else if (parts.fromCurrent()) {
      Set<String> above = graph.reach(current, graph::parents);
      roots.removeIf(root -> !above.contains(root));
    }
    return roots;
  }

  static String shown(List<String> ids) {
    return ids.isEmpty() ? "base" : TargetResolver.listed(ids);
  }

  private static AthanorException wrongWay(String message, String other, String target) {
    return new AthanorException(
        Reason.WRONG_DIRECTION, message, "Use `" + other + "` to go to " + target + ".");
  }
}
