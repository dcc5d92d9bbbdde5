package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionGraph;
import java.util.Objects;

/** Alembic's {@code heads}: the revisions that nothing follows. */
public final class Heads {
  private final RevisionGraph graph;
  private final boolean verbose;

  public Heads(RevisionGraph graph, boolean verbose) {
    this.graph = Objects.requireNonNull(graph, "graph");
    this.verbose = verbose;
  }

  public RevisionListing run() {
    return new RevisionListing(
        graph.heads().stream()
            .map(id -> RevisionInfo.of(graph, graph.get(id).orElseThrow(), null))
            .toList(),
        verbose ? RevisionListing.Form.ENTRY : RevisionListing.Form.HEADS);
  }
}
