package dev.athanor.engine.plan;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How far each revision is applied, by the rows of DATABASECHANGELOG. */
final class AppliedState {
  private final Map<String, RevisionState> states = new LinkedHashMap<>();
  private final Set<String> complete = new LinkedHashSet<>();
  private final Set<String> begun = new LinkedHashSet<>();
  private final RevisionGraph graph;

  /**
   * @param graph the bundle's revisions and those only the database knows
   * @param compiled the bundle's, by id
   * @param strangers ids of {@code graph} that are not in {@code compiled}
   */
  AppliedState(
      RevisionGraph graph,
      Map<String, CompiledRevision> compiled,
      Set<String> strangers,
      History history,
      Selection selection) {
    this.graph = graph;
    for (Revision revision : graph.sorted()) {
      CompiledRevision known = compiled.get(revision.id());
      states.put(
          revision.id(),
          known != null
              ? count(known, history, selection)
              : strangers.contains(revision.id())
                  ? countStored(revision.id(), history)
                  : new RevisionState(revision.id(), 0, 0));
    }
    states.values().forEach(this::note);
    settleEmptyOnes();
  }

  private static RevisionState count(CompiledRevision known, History history, Selection selection) {
    int applied = 0;
    int total = 0;
    for (Changeset changeset : known.changesets()) {
      boolean isApplied = history.isApplied(changeset.key());
      applied += isApplied ? 1 : 0;
      total += isApplied || selection.includes(changeset) ? 1 : 0;
    }
    return new RevisionState(known.revision().id(), applied, total);
  }

  private static RevisionState countStored(String id, History history) {
    List<StoredChangeset> stored = history.stored().changesets(id);
    int applied = (int) stored.stream().filter(each -> history.isApplied(each.key())).count();
    int size = stored.stream().mapToInt(StoredChangeset::size).max().orElse(0);
    return new RevisionState(id, applied, Math.max(size, applied));
  }

  private void note(RevisionState state) {
    if (state.applied() > 0) {
      begun.add(state.revision());
      if (state.complete()) {
        complete.add(state.revision());
      }
    }
  }

  /**
   * A revision without changesets, a merge for one, leaves no row: it counts as applied when all
   * its parents are, or when something after it is.
   */
  private void settleEmptyOnes() {
    List<Revision> order = new ArrayList<>(graph.sorted());
    for (Revision revision : order) {
      List<String> parents = graph.parents(revision.id());
      if (isEmpty(revision.id()) && !parents.isEmpty() && complete.containsAll(parents)) {
        complete.add(revision.id());
      }
    }
    Collections.reverse(order);
    for (Revision revision : order) {
      if (isEmpty(revision.id())
          && graph.children(revision.id()).stream()
              .anyMatch(child -> begun.contains(child) || complete.contains(child))) {
        complete.add(revision.id());
      }
    }
    begun.addAll(complete);
  }

  private boolean isEmpty(String id) {
    return states.get(id).total() == 0;
  }

  /** How many changesets of a revision are applied. */
  int changesets(String id) {
    return states.get(id).applied();
  }

  /** Ids of which all is applied. */
  Set<String> complete() {
    return complete;
  }

  /** Ids of which anything is applied. */
  Set<String> begun() {
    return begun;
  }

  /** What nothing else that is applied follows or depends on. */
  List<RevisionState> current() {
    return graph.headsOf(begun).stream().map(states::get).toList();
  }

  /** What nothing else that is applied follows. */
  List<RevisionState> branchTips() {
    return graph.tipsOf(begun).stream().map(states::get).toList();
  }
}
