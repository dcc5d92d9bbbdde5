package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Alembic's {@code show}: all about the revisions that a symbol means. */
public final class Show {
  private final RevisionGraph graph;
  private final String symbol;
  private final Supplier<List<String>> current;

  /**
   * @param symbol an id or a unique prefix of one, {@code head}, {@code heads}, a label, …
   * @param current ids of the current revisions; asked only where the symbol names {@code current}
   */
  public Show(RevisionGraph graph, String symbol, Supplier<List<String>> current) {
    this.graph = Objects.requireNonNull(graph, "graph");
    this.symbol = Objects.requireNonNull(symbol, "symbol");
    this.current = Objects.requireNonNull(current, "current");
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET when the symbol means nothing or too much
   */
  public RevisionListing run() {
    List<String> at = RevisionGraph.asksCurrent(symbol) ? current.get() : List.of();
    return new RevisionListing(
        graph.list(symbol, at).stream()
            .map(revision -> RevisionInfo.of(graph, revision, null))
            .toList(),
        RevisionListing.Form.ENTRY);
  }
}
