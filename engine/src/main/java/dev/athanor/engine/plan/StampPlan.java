package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be recorded for a database to be at some revisions without anything being run: rows
 * that are missing, and rows that are too many.
 *
 * @param from the current revisions before, partly applied ones as {@code rev (2/3)}
 * @param to the current revisions after
 * @param recorded what becomes recorded as applied, in the order in which it would run
 * @param forgotten rows that go
 */
public record StampPlan(
    List<String> from, List<String> to, List<Stamped> recorded, List<HistoryRow> forgotten) {

  /**
   * A changeset that is recorded.
   *
   * @param revision its revision's id
   * @param position its place there, from 0
   * @param size how many changesets the revision has
   * @param undo the statements that undo it
   */
  public record Stamped(
      String revision, Changeset changeset, int position, int size, List<String> undo) {
    public Stamped {
      undo = List.copyOf(undo);
    }
  }

  public StampPlan {
    from = List.copyOf(from);
    to = List.copyOf(to);
    recorded = List.copyOf(recorded);
    forgotten = List.copyOf(forgotten);
  }

  /**
   * As Alembic's {@code stamp} decides: {@link dev.athanor.engine.changelog.RevisionGraph#stamp}.
   *
   * @param targets symbols; {@code base} for none, {@code label@base} for none of a branch
   * @param purge whether what is recorded now counts for nothing, whatever it is
   * @throws AthanorException UNKNOWN_TARGET; UNKNOWN_HISTORY for rows that the bundle does not know
   */
  public static StampPlan of(
      Bundle bundle, List<String> targets, PlanOptions options, History history, boolean purge) {
    PlanRequest request = new PlanRequest(bundle, "stamp", options);
    CompiledFor.require(request);
    PlanContext context = new PlanContext(request, purge ? History.assumed(List.of()) : history);
    Set<String> applied = context.graph.stamp(context.applied.begun(), targets);
    return new StampPlan(
        purge
            ? List.of()
            : context.applied.current().stream().map(RevisionState::toString).toList(),
        context.graph.headsOf(applied),
        recorded(context, applied, purge),
        purge ? history.rows() : forgotten(context, applied));
  }

  private static List<Stamped> recorded(PlanContext context, Set<String> applied, boolean purge) {
    List<Stamped> recorded = new ArrayList<>();
    for (CompiledRevision compiled : context.request.bundle().revisions()) {
      int position = 0;
      for (Changeset changeset : compiled.changesets()) {
        Stamped stamped =
            new Stamped(
                compiled.revision().id(),
                changeset,
                position++,
                compiled.changesets().size(),
                undo(context, changeset));
        if (applied.contains(stamped.revision())
            && context.selection.includes(changeset)
            && (purge || context.row(changeset).isEmpty())) {
          recorded.add(stamped);
        }
      }
    }
    return recorded;
  }

  private static List<String> undo(PlanContext context, Changeset changeset) {
    return context.request.bundle().sql(changeset.key()).down();
  }

  private static List<HistoryRow> forgotten(PlanContext context, Set<String> applied) {
    Map<String, String> revisions = new HashMap<>();
    for (CompiledRevision compiled : context.request.bundle().revisions()) {
      for (Changeset changeset : compiled.changesets()) {
        revisions.put(changeset.key().identity(), compiled.revision().id());
      }
    }
    return context.history.rows().stream()
        .filter(
            row -> {
              String revision = revision(context, revisions, row.key());
              return revision != null && !applied.contains(revision);
            })
        .toList();
  }

  /** Null for a row of somebody else's, which stays. */
  private static String revision(
      PlanContext context, Map<String, String> revisions, ChangesetKey key) {
    String known = revisions.get(key.identity());
    return known != null
        ? known
        : context.history.stored().changeset(key).map(StoredChangeset::revision).orElse(null);
  }

  /** How many rows it is about. */
  public int changesets() {
    return recorded.size() + forgotten.size();
  }

  /** What it does, in a line. */
  public String summary() {
    return isEmpty()
        ? "Nothing to do: recorded as at " + PlanText.revisions(to)
        : "Stamp "
            + PlanText.revisions(from)
            + " -> "
            + PlanText.revisions(to)
            + ": "
            + recorded.size()
            + " recorded, "
            + forgotten.size()
            + " forgotten, nothing is run";
  }

  /** Whether the history is as it was asked for already. */
  public boolean isEmpty() {
    return recorded.isEmpty() && forgotten.isEmpty();
  }
}
