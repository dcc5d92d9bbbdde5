package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionGraph;
import java.util.Objects;

/** Alembic's {@code heads}: the revisions that nothing follows. */
public final class Heads {
  private final RevisionGraph graph;
  private final boolean resolveDependencies;
  private final boolean verbose;

  /**
   * @param resolveDependencies whether a {@code depends-on} counts as a parent: then what another
   *     branch depends on is no head
   */
  public Heads(RevisionGraph graph, boolean resolveDependencies, boolean verbose) {
    this.graph = Objects.requireNonNull(graph, "graph");
    this.resolveDependencies = resolveDependencies;
    this.verbose = verbose;
  }

  public RevisionListing run() {
    return new RevisionListing(
        (resolveDependencies ? graph.independentHeads() : graph.heads())
            .stream().map(id -> RevisionInfo.of(graph, graph.get(id).orElseThrow(), null)).toList(),
        verbose ? RevisionListing.Form.ENTRY : RevisionListing.Form.HEADS);
  }
}
