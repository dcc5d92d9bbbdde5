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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The history of a database that nobody asks: it is taken to be at a revision, just as this bundle
 * brings one there.
 *
 * @param request the bundle as such a database has it, and where to go
 * @param history its rows
 */
public record AssumedHistory(PlanRequest request, History history) {

  /**
   * @param from where the database is taken to be, {@code base} or a symbol that needs no database
   * @param to where it is to get
   * @throws AthanorException UNKNOWN_TARGET for a {@code from} that there is not, or that only a
   *     database could tell
   */
  public static AssumedHistory of(Bundle bundle, String from, String to, PlanOptions options) {
    if (RevisionGraph.asksCurrent(from) || from.startsWith("-") || from.startsWith("+")) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'" + from + "' depends on where a database is, and none is asked",
          "Begin the range at a revision, or at base.");
    }
    PlanRequest asked = new PlanRequest(bundle, to, options);
    CompiledFor.require(asked);
    PlanRequest request = asked.on(History.assumed(List.of()));
    List<String> at = bundle.graph().resolve(from, List.of()).stream().map(Revision::id).toList();
    return new AssumedHistory(
        request, History.assumed(rows(request, bundle.graph().ancestors(at), from)));
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

  /**
   * What DATABASECHANGELOG has to say of each changeset for the history to be this one.
   *
   * @param undone those that have to have been run, and not only recorded: what undoes them is
   */
  public List<ExpectedRow> expected(Set<ChangesetKey> undone) {
    return request.bundle().revisions().stream()
        .flatMap(compiled -> compiled.changesets().stream())
        .map(
            changeset ->
                new ExpectedRow(
                    changeset.key(), Checksums.accepted(changeset), state(changeset, undone)))
        .toList();
  }

  private ExpectedRow.State state(Changeset changeset, Set<ChangesetKey> undone) {
    if (!history.isApplied(changeset.key())) {
      return ExpectedRow.State.ABSENT;
    }
    return undone.contains(changeset.key()) ? ExpectedRow.State.RUN : ExpectedRow.State.RECORDED;
  }
}
