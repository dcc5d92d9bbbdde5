package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The applied changesets of some revisions that were edited since: what a database has to record
 * for them to count as what was applied.
 *
 * @param repaired at least one
 */
public record RepairPlan(List<Repaired> repaired) {

  /**
   * An edited changeset.
   *
   * @param row as it is recorded
   * @param checksum that it has now
   * @param stored what undoes the version that was applied, where that is kept
   */
  public record Repaired(HistoryRow row, String checksum, Optional<StoredChangeset> stored) {}

  public RepairPlan {
    repaired = List.copyOf(repaired);
  }

  /**
   * @param targets symbols of revisions, each named
   * @throws AthanorException UNKNOWN_TARGET; INVALID_CONFIGURATION for a revision of which nothing
   *     was edited since it was applied; UNTRUSTED_HISTORY for undo SQL that somebody changed
   */
  public static RepairPlan of(
      Bundle bundle, List<String> targets, PlanOptions options, History history) {
    PlanRequest request = new PlanRequest(bundle, "repair", options);
    CompiledFor.require(request);
    PlanContext context = new PlanContext(request, history);
    UndoTrust trust = new UndoTrust(context);
    // Two symbols may mean the same revision.
    Set<Repaired> repaired = new LinkedHashSet<>();
    for (String target : targets) {
      Set<String> wanted = new HashSet<>();
      List<String> current = context.graph.headsOf(context.applied.begun());
      context.graph.resolve(target, current).stream().map(Revision::id).forEach(wanted::add);
      List<Repaired> edited = new ArrayList<>();
      for (CompiledRevision compiled : bundle.revisions()) {
        if (wanted.contains(compiled.revision().id())) {
          compiled.changesets().forEach(changeset -> edited(context, changeset, edited));
        }
      }
      if (edited.isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "Nothing of " + target + " was edited since it was applied.",
            "Name the revisions that a plan refuses; `" + Term.HISTORY + "` lists all.");
      }
      repaired.addAll(edited);
    }
    repaired.forEach(each -> each.stored().ifPresent(trust::check));
    return new RepairPlan(List.copyOf(repaired));
  }

  private static void edited(PlanContext context, Changeset changeset, List<Repaired> edited) {
    Optional<HistoryRow> row = context.row(changeset);
    if (row.isPresent() && Checksums.isEdited(changeset, row.get())) {
      edited.add(
          new Repaired(
              row.get(),
              changeset.checksum(),
              context
                  .history
                  .stored()
                  .changeset(changeset.key())
                  // What undoes yet another version stays what it is.
                  .filter(stored -> stored.checksum().equals(row.get().checksum()))));
    }
  }
}
