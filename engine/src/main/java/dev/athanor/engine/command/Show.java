package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/** Alembic's {@code show}: all about the revisions that a symbol means. */
public final class Show {
  private final RevisionGraph graph;
  private final String symbol;
  private final Optional<Collection<String>> current;

  /**
   * @param symbol an id or a unique prefix of one, {@code head}, {@code heads}, a label, …
   * @param current ids of the current revisions, for {@code current} and {@code -1}; empty when no
   *     database was asked
   */
  public Show(RevisionGraph graph, String symbol, Optional<Collection<String>> current) {
    this.graph = Objects.requireNonNull(graph, "graph");
    this.symbol = Objects.requireNonNull(symbol, "symbol");
    this.current = Objects.requireNonNull(current, "current");
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET when the symbol means nothing or too much
   */
  public RevisionListing run() {
    Collection<String> at = current.orElse(null);
    return new RevisionListing(
        graph.resolve(symbol, current.orElseGet(java.util.List::of)).stream()
            .map(revision -> RevisionInfo.of(graph, revision, at))
            .toList(),
        RevisionListing.Form.ENTRY);
  }
}
