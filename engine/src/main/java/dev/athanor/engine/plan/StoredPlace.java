package dev.athanor.engine.plan;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a database is, by what it says itself: for whoever has no bundle.
 *
 * <p>A merge without changesets leaves no trace: its parents are current then.
 *
 * @param current the current revisions that Athanor applied, partly applied ones included
 * @param unknown how many applied changesets the database has no revision of: another tool's
 */
public record StoredPlace(List<RevisionState> current, int unknown) {
  public StoredPlace {
    current = List.copyOf(current);
  }

  /** Reads the history's stored part through its session. */
  public static StoredPlace of(History history) {
    Map<String, RevisionState> begun = new LinkedHashMap<>();
    int unknown = 0;
    for (HistoryRow row : history.rows()) {
      Optional<StoredChangeset> stored = history.stored().changeset(row.key());
      if (stored.isPresent()) {
        String revision = stored.get().revision();
        RevisionState first = new RevisionState(revision, 1, stored.get().size());
        begun.merge(revision, first, StoredPlace::add);
      } else {
        unknown++;
      }
    }
    return new StoredPlace(begun.isEmpty() ? List.of() : heads(begun, history), unknown);
  }

  private static RevisionState add(RevisionState one, RevisionState other) {
    return new RevisionState(
        one.revision(), one.applied() + other.applied(), Math.max(one.total(), other.total()));
  }

  /** Those that nothing else that is begun comes after, whatever lies between. */
  private static List<RevisionState> heads(Map<String, RevisionState> begun, History history) {
    RevisionGraph graph = graph(history.stored().revisions());
    Set<String> below = new HashSet<>();
    for (Revision revision : graph.sorted()) {
      if (begun.containsKey(revision.id())) {
        below.addAll(revision.downRevisions());
        below.addAll(revision.dependsOn());
      }
    }
    Set<String> passed = graph.ancestors(below);
    return begun.values().stream().filter(state -> !passed.contains(state.revision())).toList();
  }

  /** What another tool applied is not there: whatever followed it is a root here. */
  private static RevisionGraph graph(List<Revision> revisions) {
    Set<String> known = new HashSet<>();
    revisions.forEach(revision -> known.add(revision.id()));
    List<Revision> closed = new ArrayList<>();
    for (Revision revision : revisions) {
      closed.add(
          new Revision(
              revision.id(),
              revision.downRevisions().stream().filter(known::contains).toList(),
              revision.dependsOn().stream().filter(known::contains).toList(),
              revision.branchLabels(),
              revision.message(),
              revision.created(),
              revision.irreversible(),
              revision.path()));
    }
    return RevisionGraph.of(closed);
  }

  /** The revisions' ids, none at base or where nothing is known. */
  public List<String> ids() {
    return current.stream().map(RevisionState::revision).toList();
  }

  /** As a person reads it, such as {@code a1b2 (1/2)} or {@code <base>}. */
  @Override
  public String toString() {
    String known = String.join(", ", current.stream().map(RevisionState::toString).toList());
    if (unknown == 0) {
      return known.isEmpty() ? "<base>" : known;
    }
    return (known.isEmpty() ? "no revision of Athanor's" : known)
        + ", with "
        + unknown
        + (unknown == 1 ? " changeset" : " changesets")
        + " that another tool applied";
  }
}
