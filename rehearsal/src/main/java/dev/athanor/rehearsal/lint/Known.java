package dev.athanor.rehearsal.lint;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.FindingsCache;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.command.Current;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.PlanOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which revisions need no judging: they are behind somebody. */
public final class Known {
  private Known() {}

  /**
   * A revision and all before it.
   *
   * @param symbol a revision as {@code show} takes it; {@code base} for none
   */
  public static Set<String> upTo(Bundle bundle, String symbol) {
    RevisionGraph graph = bundle.graph();
    if (symbol.equals("base")) {
      return Set.of();
    }
    List<String> ids = graph.resolve(symbol, List.of()).stream().map(Revision::id).toList();
    return withAncestors(graph, ids);
  }

  /** What a database has. */
  public static Set<String> in(Bundle bundle, DatabaseTarget database, PlanOptions options) {
    return withAncestors(bundle.graph(), new Current(bundle, database, options, false).ids());
  }

  /**
   * What was rehearsed, as far as all before it was, too.
   *
   * @param cache where {@link LintRequest#cache} keeps what was found
   */
  public static Set<String> rehearsed(Bundle bundle, Path cache) {
    Set<String> known = new HashSet<>(new FindingsCache(cache).rehearsed(bundle));
    for (CompiledRevision each : bundle.revisions()) {
      Revision revision = each.revision();
      if (!known.containsAll(revision.downRevisions())
          || !known.containsAll(revision.dependsOn())) {
        known.remove(revision.id());
      }
    }
    return known;
  }

  private static Set<String> withAncestors(RevisionGraph graph, List<String> ids) {
    Set<String> known = new HashSet<>(graph.ancestors(ids));
    known.addAll(ids);
    return known;
  }
}
