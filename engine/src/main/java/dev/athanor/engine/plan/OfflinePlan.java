package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.history.ExpectedRow;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A plan for a database that nobody asks: it is taken to be at a revision, just as this bundle
 * brings one there.
 *
 * @param request what was asked for
 * @param from the revisions that it starts at, none for base
 * @param assumed the history of such a database
 * @param plan what runs
 */
public record OfflinePlan(
    PlanRequest request, List<String> from, History assumed, MigrationPlan plan) {

  /**
   * @param from where the database is taken to be, {@code base} or a symbol that needs no database
   * @param to where it is to get
   * @throws AthanorException as {@link Planner#plan}; UNKNOWN_TARGET for a {@code from} that only a
   *     database could tell
   */
  public static OfflinePlan of(Bundle bundle, String from, String to, PlanOptions options) {
    if (RevisionGraph.asksCurrent(from) || from.startsWith("-") || from.startsWith("+")) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'" + from + "' depends on where a database is, and none is asked",
          "Begin the range at a revision, or at base.");
    }
    PlanRequest request = new PlanRequest(bundle, to, options).on(History.assumed(List.of()));
    List<String> at = bundle.graph().resolve(from, List.of()).stream().map(Revision::id).toList();
    History assumed = History.assumed(rows(request, bundle.graph().ancestors(at), from));
    return new OfflinePlan(request, at, assumed, Planner.plan(request, assumed));
  }

  private static List<HistoryRow> rows(PlanRequest request, Set<String> revisions, String from) {
    Selection selection = Selection.of(request.options());
    Optional<TagTarget> tag =
        TagTarget.of(
            new PlanRequest(request.bundle(), from, request.options()),
            selection,
            History.assumed(List.of()));
    List<HistoryRow> rows = new ArrayList<>();
    for (CompiledRevision compiled : request.bundle().revisions()) {
      for (Changeset changeset : tag.map(it -> it.upTo(compiled)).orElse(compiled.changesets())) {
        if (revisions.contains(compiled.revision().id()) && selection.includes(changeset)) {
          rows.add(row(changeset));
        }
      }
    }
    return rows;
  }

  /** ORDEREXECUTED and the time are the database's to know. */
  private static HistoryRow row(Changeset changeset) {
    return new HistoryRow(
        changeset.key(),
        Optional.of(changeset.checksum()),
        "EXECUTED",
        0,
        "",
        changeset.tag(),
        Optional.empty());
  }

  /** What DATABASECHANGELOG has to say of each changeset for the plan to be right. */
  public List<ExpectedRow> expected() {
    Set<ChangesetKey> undone = new HashSet<>();
    for (PlanStep step : plan.steps()) {
      if (step.action() == PlanStep.Action.UNDO && !step.sql().isEmpty()) {
        undone.add(step.changeset().key());
      }
    }
    return request.bundle().revisions().stream()
        .flatMap(compiled -> compiled.changesets().stream())
        .map(
            changeset ->
                new ExpectedRow(
                    changeset.key(), Checksums.accepted(changeset), state(changeset, undone)))
        .toList();
  }

  private ExpectedRow.State state(Changeset changeset, Set<ChangesetKey> undone) {
    if (!assumed.isApplied(changeset.key())) {
      return ExpectedRow.State.ABSENT;
    }
    return undone.contains(changeset.key()) ? ExpectedRow.State.RUN : ExpectedRow.State.RECORDED;
  }
}
