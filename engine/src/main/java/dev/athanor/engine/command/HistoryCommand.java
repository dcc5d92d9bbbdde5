package dev.athanor.engine.command;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Alembic's {@code history}: revisions, the newest first. */
public final class HistoryCommand {
  private final RevisionGraph graph;
  private final Optional<String> range;
  private final boolean indicateCurrent;
  private final boolean verbose;
  private final Supplier<List<String>> current;

  /**
   * @param range such as {@code ae10:head}, {@code :ae10}, {@code -3:current}; empty for all
   * @param indicateCurrent whether to mark where the database is
   * @param current ids of the current revisions; asked only for a range that names {@code current},
   *     or to mark them
   */
  public HistoryCommand(
      RevisionGraph graph,
      Optional<String> range,
      boolean indicateCurrent,
      boolean verbose,
      Supplier<List<String>> current) {
    this.graph = Objects.requireNonNull(graph, "graph");
    this.range = Objects.requireNonNull(range, "range");
    this.indicateCurrent = indicateCurrent;
    this.verbose = verbose;
    this.current = Objects.requireNonNull(current, "current");
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET for an end of the range that means nothing
   */
  public RevisionListing run() {
    boolean asks = indicateCurrent || range.filter(RevisionGraph::asksCurrent).isPresent();
    List<String> at = asks ? current.get() : List.of();
    List<Revision> wanted =
        new ArrayList<>(range.map(r -> graph.range(r, at)).orElseGet(graph::sorted));
    Collections.reverse(wanted);
    Collection<String> marked = indicateCurrent ? at : null;
    return new RevisionListing(
        wanted.stream().map(revision -> RevisionInfo.of(graph, revision, marked)).toList(),
        verbose ? RevisionListing.Form.ENTRY : RevisionListing.Form.HISTORY);
  }
}
