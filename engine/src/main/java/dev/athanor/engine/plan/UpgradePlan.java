package dev.athanor.engine.plan;

import dev.athanor.engine.changelog.RevisionPath;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Live;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps of an upgrade: {@code ShouldRunChangeSetFilter}'s rules, revision by revision. */
final class UpgradePlan {
  private final PlanContext context;
  private final List<PlanStep> steps = new ArrayList<>();
  private final List<Changeset> live = new ArrayList<>();

  UpgradePlan(PlanContext context) {
    this.context = context;
  }

  MigrationPlan plan() {
    refuseNewerHistory();
    context.tag.ifPresent(TagTarget::requireInBundle);
    RevisionPath path = context.graph.upgrade(context.applied.complete(), context.request.target());
    Set<String> wanted = context.graph.ancestors(path.to());
    for (CompiledRevision revision : context.request.bundle().revisions()) {
      if (wanted.contains(revision.revision().id())) {
        context
            .tag
            .map(tag -> tag.upTo(revision))
            .orElse(revision.changesets())
            .forEach(each -> add(revision.revision().id(), each));
      }
    }
    if (steps.isEmpty()) {
      context.tag.ifPresent(tag -> tag.requireNotBelow(context.known()));
    }
    refuseLive();
    new ShortWay(context).take(steps);
    Set<String> after = new HashSet<>(context.applied.begun());
    after.addAll(wanted);
    return PlanBuilder.build(
        steps.isEmpty() ? MigrationPlan.Direction.NONE : MigrationPlan.Direction.UP,
        context.request,
        context.history,
        context.graph.headsOf(context.applied.begun()),
        context.graph.headsOf(after),
        steps);
  }

  private void refuseNewerHistory() {
    if (!context.strangersApplied().isEmpty()) {
      throw new AthanorException(
          Reason.UNKNOWN_HISTORY,
          "The database is ahead of this bundle: it has "
              + String.join(", ", context.strangersApplied())
              + ", which the bundle does not have.",
          "Use the newer bundle, or downgrade to this bundle's head: the SQL to undo these"
              + " revisions is kept in the database.");
    }
  }

  private void add(String revision, Changeset changeset) {
    Optional<PlanStep.Action> action = action(changeset);
    if (action.isEmpty()) {
      return;
    }
    ChangesetSql sql = context.request.bundle().sql(changeset.key());
    if (changeset.live().isEmpty()) {
      steps.add(new PlanStep(revision, changeset, action.get(), sql.up(), sql.down()));
    } else if (runs(changeset.live().get()) || mayBeRuledOut(changeset)) {
      steps.add(new PlanStep(revision, changeset, action.get(), List.of(), sql.down()));
    } else {
      live.add(changeset);
    }
  }

  private Optional<PlanStep.Action> action(Changeset changeset) {
    Optional<HistoryRow> row = context.row(changeset);
    boolean pending =
        row.isEmpty()
            || changeset.runAlways()
            || isHalfUndone(changeset)
            || changeset.runOnChange() && Checksums.changed(changeset, row.get());
    if (!pending || !context.selection.includes(changeset)) {
      return Optional.empty();
    }
    return Optional.of(row.isEmpty() ? PlanStep.Action.APPLY : PlanStep.Action.REAPPLY);
  }

  private boolean runs(Live why) {
    return why.runs() && context.request.options().live().isPresent();
  }

  /**
   * Whether preconditions may say that it does not run, which is known only when it is its turn:
   * the run ends there if they do not.
   */
  private static boolean mayBeRuledOut(Changeset changeset) {
    return changeset
        .guard()
        .filter(guard -> passesOver(guard.onFail()) || passesOver(guard.onError()))
        .isPresent();
  }

  private static boolean passesOver(Guard.Action action) {
    return action == Guard.Action.MARK_RAN || action == Guard.Action.CONTINUE;
  }

  /** A downgrade was cut off in the middle of it: what it built has to be made sure of again. */
  private boolean isHalfUndone(Changeset changeset) {
    return context.history.unfinished(changeset.key()).map(Unfinished::undo).orElse(false);
  }

  private void refuseLive() {
    if (!live.isEmpty()) {
      throw new AthanorException(
          Reason.LIVE_CHANGESET,
          "These changesets cannot be compiled to SQL:\n"
              + live.stream()
                  .map(each -> "  " + each.key() + ": " + each.live().get().reason())
                  .collect(Collectors.joining("\n")),
          live.stream().allMatch(each -> each.live().get().runs())
              ? "Allow them with "
                  + Term.ALLOW_LIVE
                  + ", and Liquibase runs them when it is their turn: nobody can read before what"
                  + " they do. Or write them as SQL."
              : "Write them as SQL, or run them with Liquibase first: Athanor goes on from there.");
    }
  }
}
