package dev.athanor.engine.plan;

import dev.athanor.engine.changelog.RevisionPath;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The steps of a downgrade, last applied first.
 *
 * <p>The bundle's own {@code down} serves where it has the changeset that was applied: it is the
 * reviewed one, and the one that a team can repair. What only the database knows is undone with the
 * SQL kept there, under {@link UndoTrust}'s rules.
 */
final class DowngradePlan {
  private final PlanContext context;
  private final UndoTrust trust;
  private final List<PlanStep> steps = new ArrayList<>();
  private final List<String> irreversible = new ArrayList<>();

  DowngradePlan(PlanContext context) {
    this.context = context;
    this.trust = new UndoTrust(context);
  }

  MigrationPlan plan() {
    Set<String> after = new HashSet<>(context.applied.begun());
    if (undoneWhateverTheRevision()) {
      after.removeIf(this::isWhollyUndone);
    } else {
      List<Revision> path = path().steps();
      path.forEach(revision -> undo(revision, row -> true));
      path.forEach(revision -> after.remove(revision.id()));
    }
    refuseIrreversible();
    return PlanBuilder.build(
        steps.isEmpty() ? MigrationPlan.Direction.NONE : MigrationPlan.Direction.DOWN,
        context.request,
        context.history,
        context.graph.headsOf(context.applied.begun()),
        context.graph.headsOf(after),
        steps);
  }

  /** False where revisions say what is to be undone. */
  private boolean undoneWhateverTheRevision() {
    Optional<PastTarget> past = context.past();
    if (context.request.options().way() == PlanOptions.Way.BACK) {
      back();
    } else if (context.tag.isPresent()) {
      context.tag.get().requireInDatabase();
      undoAll(context.tag.get()::precedes);
    } else if (past.isPresent()) {
      undoAll(past.get()::precedes);
    } else {
      return false;
    }
    return true;
  }

  /** What was executed after some moment, whatever revision it is of: Liquibase's rollback. */
  private void undoAll(Predicate<HistoryRow> undone) {
    List<Revision> order = new ArrayList<>(context.graph.sorted());
    Collections.reverse(order);
    order.forEach(revision -> undo(revision, undone));
  }

  /** What was begun and not recorded as done came last. */
  private void back() {
    WayBack back = WayBack.of(context);
    for (CompiledRevision compiled : context.compiled.values()) {
      for (Changeset changeset : compiled.changesets()) {
        if (back.isLeft(changeset.key())) {
          undoPart(compiled, changeset, back);
        }
      }
    }
    undoAll(back::undoes);
    back.requireNothingLost(steps);
  }

  private void undoPart(CompiledRevision compiled, Changeset changeset, WayBack back) {
    List<String> down = context.request.bundle().sql(changeset.key()).down();
    if (changeset.reversible() && !compiled.revision().irreversible() && back.canUndoPart(down)) {
      add(compiled.revision().id(), changeset, down);
    } else {
      irreversible.add(
          "  "
              + compiled.revision().id()
              + " ("
              + changeset.key()
              + "): a part of it is done, outside a transaction");
    }
  }

  private boolean isWhollyUndone(String revision) {
    long undone = steps.stream().filter(step -> step.revision().equals(revision)).count();
    return undone > 0 && undone == context.applied.changesets(revision);
  }

  private void undo(Revision revision, Predicate<HistoryRow> undone) {
    CompiledRevision compiled = context.compiled.get(revision.id());
    if (compiled != null) {
      undo(compiled, undone);
    } else {
      undoStored(revision, undone);
    }
  }

  /** {@code head} means the bundle's, also where the database has gone further. */
  private RevisionPath path() {
    String target = context.request.target();
    if (!context.strangersApplied().isEmpty() && target.matches("heads?")) {
      List<Revision> heads = context.bundleGraph.resolve(target, context.applied.begun());
      if (heads.size() == 1) {
        target = heads.get(0).id();
      }
    }
    return context.graph.downgrade(context.applied.begun(), target);
  }

  private void undo(CompiledRevision compiled, Predicate<HistoryRow> undone) {
    List<Changeset> changesets = new ArrayList<>(compiled.changesets());
    Collections.reverse(changesets);
    for (Changeset changeset : changesets) {
      Optional<HistoryRow> row = context.row(changeset);
      if (row.filter(undone).isPresent()) {
        undo(compiled.revision(), changeset, row.get());
      }
    }
  }

  private void undo(Revision revision, Changeset changeset, HistoryRow row) {
    Optional<StoredChangeset> kept = context.history.stored().changeset(changeset.key());
    kept.ifPresent(trust::check);
    // What undoes another version than the one that Liquibase ran since is of no use.
    Optional<StoredChangeset> stored = kept.filter(each -> each.undoes(row));
    if (row.markedRan()) {
      add(revision.id(), changeset, List.of());
    } else if (stored.isPresent()
        && (Checksums.changed(changeset, row) || !changeset.reversible())) {
      // The bundle has another version than the one that ran, or no way back any more.
      undo(revision, changeset.key(), stored.get());
    } else if (!changeset.reversible() || revision.irreversible()) {
      irreversible.add("  " + revision.id() + " (" + changeset.key() + ")");
    } else {
      ChangesetSql sql = context.request.bundle().sql(changeset.key());
      add(revision.id(), changeset, sql.down());
    }
  }

  private void undoStored(Revision revision, Predicate<HistoryRow> undone) {
    List<StoredChangeset> stored =
        new ArrayList<>(context.history.stored().changesets(revision.id()));
    Collections.reverse(stored);
    for (StoredChangeset changeset : stored) {
      Optional<HistoryRow> row = context.history.row(changeset.key());
      if (row.filter(undone).isPresent()) {
        trust.check(changeset);
        if (row.get().markedRan()) {
          add(revision.id(), StoredStep.changeset(changeset), List.of());
        } else if (!changeset.undoes(row.get())) {
          irreversible.add(
              "  "
                  + revision.id()
                  + " ("
                  + changeset.key()
                  + "): not the version that Athanor ran, and this bundle does not have it");
        } else {
          undo(revision, changeset.key(), changeset);
        }
      }
    }
  }

  private void undo(
      Revision revision, dev.athanor.engine.model.ChangesetKey key, StoredChangeset stored) {
    if (!stored.reversible() || revision.irreversible()) {
      irreversible.add("  " + revision.id() + " (" + key + ")");
      return;
    }
    if (!stored.undo().isEmpty()) {
      trust.requireForStoredSql(stored);
    }
    add(revision.id(), StoredStep.changeset(stored), stored.undo());
  }

  private void add(String revision, Changeset changeset, List<String> sql) {
    steps.add(new PlanStep(revision, changeset, PlanStep.Action.UNDO, sql, List.of()));
  }

  private void refuseIrreversible() {
    if (!irreversible.isEmpty()) {
      throw new AthanorException(
          Reason.IRREVERSIBLE,
          "Nothing undoes these steps of the downgrade:\n" + String.join("\n", irreversible),
          "Write a rollback for them, choose a target above them, or restore a backup.");
    }
  }
}
