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

/** Alembic's {@code history}: revisions, the newest first. */
public final class HistoryCommand {
  private final RevisionGraph graph;
  private final Optional<String> range;
  private final Optional<Collection<String>> current;
  private final boolean verbose;

  /**
   * @param range such as {@code ae10:head}, {@code :ae10}, {@code -3:current}; empty for all
   * @param current ids of the current revisions, to mark them; empty when no database was asked
   */
  public HistoryCommand(
      RevisionGraph graph,
      Optional<String> range,
      Optional<Collection<String>> current,
      boolean verbose) {
    this.graph = Objects.requireNonNull(graph, "graph");
    this.range = Objects.requireNonNull(range, "range");
    this.current = Objects.requireNonNull(current, "current");
    this.verbose = verbose;
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET for an end of the range that means nothing
   */
  public RevisionListing run() {
    Collection<String> at = current.orElse(null);
    List<Revision> wanted =
        new ArrayList<>(
            range.map(r -> graph.range(r, at == null ? List.of() : at)).orElseGet(graph::sorted));
    Collections.reverse(wanted);
    return new RevisionListing(
        wanted.stream().map(revision -> RevisionInfo.of(graph, revision, at)).toList(),
        verbose ? RevisionListing.Form.ENTRY : RevisionListing.Form.HISTORY);
  }
}
