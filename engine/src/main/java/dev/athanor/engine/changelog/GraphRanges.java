package dev.athanor.engine.changelog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code history} and {@code show} list. Nothing runs, so steps that do not say from where
 * count as Alembic's do: down from each head, up from the lower end.
 */
final class GraphRanges {
  private static final Pattern CURRENT = Pattern.compile("(?:.+@)?current(?:[+-]\\d+)?");

  private final RevisionGraph graph;
  private final TargetResolver resolver;

  GraphRanges(RevisionGraph graph, Collection<String> current) {
    this.graph = graph;
    this.resolver = new TargetResolver(graph, current);
  }

  static boolean asksCurrent(String symbolOrRange) {
    return Arrays.stream(symbolOrRange.split(":"))
        .anyMatch(end -> CURRENT.matcher(end.strip()).matches());
  }

  List<String> list(String symbol) {
    TargetResolver.Parts parts = resolver.read(symbol);
    if (!parts.bare()) {
      return resolver.resolve(parts, symbol);
    }
    if (parts.steps() > 0) {
      throw TargetResolver.unknown(
          "'" + symbol + "' does not say from where",
          "Write current" + symbol + ", or a revision.");
    }
    List<String> found = new ArrayList<>();
    for (String head : heads(parts)) {
      found.addAll(resolver.walk(List.of(head), parts, symbol, false));
    }
    return found;
  }

  private List<String> heads(TargetResolver.Parts parts) {
    return TargetResolver.within(graph.independentHeads(), resolver.lineage(parts));
  }

  List<String> range(String range) {
    int colon = range.indexOf(':');
    if (colon < 0 || range.indexOf(':', colon + 1) >= 0) {
      throw TargetResolver.unknown(
          "'" + range + "' is no range", "Write <from>:<to>, either may be left out.");
    }
    String from = range.substring(0, colon).strip();
    String to = range.substring(colon + 1).strip();
    TargetResolver.Parts parts = resolver.read(from.isEmpty() ? "base" : from);
    if (parts.bare() && parts.steps() < 0) {
      List<String> upper = onBranchOf(parts, upper(to, List.of()));
      return between(below(parts, upper, from), upper, range);
    }
    List<String> lower = parts.bare() ? list(from) : resolver.resolve(parts, from);
    return between(lower, onBranchOf(parts, upper(to, lower)), range);
  }

  /** Down from each head; where one is not that high, down from the upper end, to base at most. */
  private List<String> below(TargetResolver.Parts parts, List<String> upper, String from) {
    List<String> found = new ArrayList<>();
    for (String head : heads(parts)) {
      List<String> reached = resolver.walk(List.of(head), parts, from, true);
      if (reached.isEmpty()) {
        return upper.size() == 1 ? resolver.walk(upper, parts, from, true) : List.of();
      }
      found.addAll(reached);
    }
    return found;
  }

  private List<String> upper(String to, List<String> lower) {
    if (to.isEmpty()) {
      return graph.independentHeads();
    }
    TargetResolver.Parts parts = resolver.read(to);
    if (parts.steps() > 0) {
      List<String> start = parts.bare() ? lower : resolver.resolve(parts.start(), to);
      return resolver.walk(start, parts, to, true);
    }
    if (parts.bare()) {
      throw TargetResolver.unknown(
          "'" + to + "' cannot be the upper end", "Write head" + to + ", or a revision.");
    }
    return resolver.resolve(parts, to);
  }

  /** A branch at the lower end keeps the range on it. */
  private List<String> onBranchOf(TargetResolver.Parts from, List<String> upper) {
    return TargetResolver.within(upper, resolver.lineage(from));
  }

  private List<String> between(List<String> lower, List<String> upper, String range) {
    Set<String> within = graph.ancestors(upper);
    if (lower.isEmpty()) {
      return List.copyOf(within);
    }
    if (!within.containsAll(lower)) {
      throw TargetResolver.unknown(
          "'"
              + range
              + "': "
              + GraphPaths.shown(lower)
              + " does not come before "
              + GraphPaths.shown(upper),
          "Write the older revision first.");
    }
    within.retainAll(graph.reach(lower, graph::children));
    Set<String> before = graph.ancestors(lower);
    lower.forEach(before::remove);
    within.removeAll(before);
    return List.copyOf(within);
  }
}
