package dev.athanor.engine.changelog;

import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where Alembic's {@code stamp} leaves a database: a target takes the place of the current
 * revisions on its line, above it or below; one on another line comes beside them.
 */
final class GraphStamp {
  private final RevisionGraph graph;
  private final List<String> current;

  GraphStamp(RevisionGraph graph, Collection<String> current) {
    this.graph = graph;
    this.current = graph.headsOf(graph.ancestors(current));
  }

  /** All that counts as applied then. */
  Set<String> applied(List<String> targets) {
    Set<String> onLine = new LinkedHashSet<>();
    Set<String> wanted = new LinkedHashSet<>();
    Set<String> heads = new LinkedHashSet<>(current);
    boolean base = false;
    for (String target : targets) {
      List<String> ids = graph.resolve(target, current).stream().map(Revision::id).toList();
      onLine.addAll(onLineOf(target, ids));
      wanted.addAll(ids);
      base |= ids.isEmpty();
    }
    if (base) {
      heads.removeAll(onLine);
    }
    for (String id : wanted) {
      if (!onLine.contains(id) && line(id).stream().anyMatch(onLine::contains)) {
        heads.removeAll(onLine);
      }
    }
    heads.addAll(wanted);
    return graph.ancestors(heads);
  }

  /** The current revisions on the line of what a symbol means, or of its branch; all for base. */
  private List<String> onLineOf(String symbol, List<String> ids) {
    Set<String> line = new HashSet<>(ids);
    int at = symbol.lastIndexOf('@');
    if (at > 0) {
      graph.resolve(symbol.substring(0, at), current).forEach(labelled -> line.add(labelled.id()));
    }
    List<String> found = new ArrayList<>();
    for (String head : current) {
      Set<String> own = line(head);
      own.retainAll(line);
      if (line.isEmpty() || !own.isEmpty()) {
        found.add(head);
      }
    }
    return found;
  }

  /** Before and behind a revision, dependencies included. */
  private Set<String> line(String id) {
    Set<String> line = graph.ancestors(List.of(id));
    line.addAll(graph.descendants(List.of(id)));
    return line;
  }
}
