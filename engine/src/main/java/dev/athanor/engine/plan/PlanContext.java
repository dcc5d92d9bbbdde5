package dev.athanor.engine.plan;

import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bundle and history laid over each other: what both directions of a plan start from. */
final class PlanContext {
  private static final int SHOWN = 10;

  final PlanRequest request;
  final History history;
  final Selection selection;
  final Map<String, CompiledRevision> compiled = new LinkedHashMap<>();
  final RevisionGraph bundleGraph;
  final RevisionGraph graph;
  final AppliedState applied;

  /** The target where it is a tag. */
  final Optional<TagTarget> tag;

  private final Set<String> identities = new HashSet<>();
  private final Set<String> strangers;

  PlanContext(PlanRequest request, History history) {
    this.request = request.on(history);
    this.history = history;
    this.selection = Selection.of(request.options());
    List<Revision> revisions = new ArrayList<>();
    for (CompiledRevision revision : this.request.bundle().revisions()) {
      compiled.put(revision.revision().id(), revision);
      revisions.add(revision.revision());
    }
    this.bundleGraph = this.request.bundle().graph();
    this.strangers = strangers();
    this.graph = strangers.isEmpty() ? bundleGraph : withStrangers(revisions);
    this.tag = TagTarget.of(this.request, selection, history);
    this.applied = new AppliedState(graph, compiled, strangers, history, selection);
  }

  /** Ids of applied revisions that only the database knows: a newer bundle's. */
  Set<String> strangersApplied() {
    return strangers;
  }

  private Set<String> strangers() {
    for (CompiledRevision revision : compiled.values()) {
      for (Changeset changeset : revision.changesets()) {
        identities.add(changeset.key().identity());
      }
    }
    Set<String> found = new LinkedHashSet<>();
    List<String> unknown = new ArrayList<>();
    for (HistoryRow row : history.rows()) {
      if (!identities.contains(row.key().identity())) {
        Optional<StoredChangeset> stored = history.stored().changeset(row.key());
        if (stored.isEmpty()) {
          unknown.add(row.key().toString());
        } else if (!compiled.containsKey(stored.get().revision())) {
          found.add(stored.get().revision());
        }
      }
    }
    refuseUnknown(unknown);
    return found;
  }

  private void refuseUnknown(List<String> unknown) {
    if (unknown.isEmpty() || request.options().allowUnknownHistory()) {
      return;
    }
    List<String> shown = unknown.subList(0, Math.min(SHOWN, unknown.size()));
    throw new AthanorException(
        Reason.UNKNOWN_HISTORY,
        "The database has "
            + unknown.size()
            + " applied changesets that this bundle does not have: "
            + String.join(", ", shown)
            + (unknown.size() > SHOWN ? ", …" : ""),
        "Use the bundle that they came from; or allow it with "
            + Term.ALLOW_UNKNOWN_HISTORY
            + " when they belong to another changelog or to files deleted on purpose.");
  }

  private RevisionGraph withStrangers(List<Revision> revisions) {
    Map<String, Revision> all = new HashMap<>();
    revisions.forEach(revision -> all.put(revision.id(), revision));
    for (Revision revision : history.stored().revisions()) {
      all.putIfAbsent(revision.id(), revision);
    }
    Set<String> missing = new HashSet<>(strangers);
    missing.removeAll(all.keySet());
    if (!missing.isEmpty()) {
      throw new AthanorException(
          Reason.UNTRUSTED_HISTORY,
          "Schema athanor has changesets of revisions that it does not have: " + missing,
          "Somebody changed it by hand; use the bundle that these revisions came from.");
    }
    return request.bundle().graphOf(all.values());
  }

  /** The rows of which the bundle or the database knows the revision. */
  List<HistoryRow> known() {
    return history.rows().stream()
        .filter(
            row ->
                identities.contains(row.key().identity())
                    || history.stored().changeset(row.key()).isPresent())
        .toList();
  }

  /** The target where it is a moment of the history: what has that name goes before it. */
  Optional<PastTarget> past() {
    return tag.isPresent() || graph.hasName(request.target())
        ? Optional.empty()
        : PastTarget.of(request.target(), known());
  }

  Optional<HistoryRow> row(Changeset changeset) {
    return history.row(changeset.key());
  }
}
