package dev.athanor.engine.plan;

import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fast path: a target of {@code head} over a database that has just what the bundle has. It
 * needs no graph and no SQL.
 */
final class UpToDate {
  private UpToDate() {}

  /** An empty plan, or empty when it takes a closer look. */
  static Optional<MigrationPlan> plan(PlanRequest request, History history) {
    List<CompiledRevision> revisions = request.bundle().revisions();
    if (!isHead(request) || history.rows().isEmpty() || !history.unfinished().isEmpty()) {
      return Optional.empty();
    }
    int changesets = 0;
    Set<String> heads = new HashSet<>();
    for (CompiledRevision revision : revisions) {
      for (Changeset changeset : revision.changesets()) {
        if (!isUnchanged(changeset, history)) {
          return Optional.empty();
        }
        changesets++;
      }
      heads.removeAll(revision.revision().downRevisions());
      heads.add(revision.revision().id());
    }
    if (changesets != history.rows().size() || heads.size() != 1) {
      return Optional.empty();
    }
    List<String> head = List.copyOf(heads);
    return Optional.of(
        PlanBuilder.build(MigrationPlan.Direction.NONE, request, history, head, head, List.of()));
  }

  private static boolean isHead(PlanRequest request) {
    return request.options().way() != PlanOptions.Way.DOWN
        && (request.target().equals("head") || request.target().equals("heads"));
  }

  private static boolean isUnchanged(Changeset changeset, History history) {
    Optional<HistoryRow> row = history.row(changeset.key());
    return row.isPresent()
        && !changeset.runAlways()
        && row.get().checksum().isPresent()
        && row.get().checksum().get().equals(changeset.checksum());
  }
}
