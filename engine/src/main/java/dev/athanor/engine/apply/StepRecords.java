package dev.athanor.engine.apply;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanStep;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which statement records which step, ORDEREXECUTED included. */
final class StepRecords {
  private final HistoryWriter writer;
  private final History history;
  private final Map<ChangesetKey, HistoryWriter.Undo> places = new HashMap<>();
  private int order;

  StepRecords(HistoryWriter writer, History history, Bundle bundle) {
    this.writer = writer;
    this.history = history;
    this.order = history.lastOrder();
    for (CompiledRevision revision : bundle.revisions()) {
      int position = 0;
      for (Changeset changeset : revision.changesets()) {
        places.put(
            changeset.key(),
            new HistoryWriter.Undo(
                revision.revision().id(),
                position++,
                revision.changesets().size(),
                java.util.List.of()));
      }
    }
  }

  /** The record of a step that runs {@code offset} steps after the last one done. */
  String of(PlanStep step, int offset) {
    return numbered(step, next() + offset);
  }

  /** The ORDEREXECUTED of the next step. */
  int next() {
    return order + 1;
  }

  /** The record of a step that gets this ORDEREXECUTED. */
  String numbered(PlanStep step, int number) {
    return switch (step.action()) {
      case APPLY -> writer.insert(step.changeset(), undo(step), number, "EXECUTED");
      case MARK_RAN -> writer.insert(step.changeset(), undo(step), number, "MARK_RAN");
      case REAPPLY -> writer.update(step.changeset(), stored(step), undo(step), number);
      case UNDO ->
          writer.delete(
              stored(step),
              history.row(step.changeset().key()).flatMap(HistoryRow::place),
              step.changeset().key());
    };
  }

  /** The record of a step that a precondition keeps from running: Liquibase's MARK_RAN. */
  String markRan(PlanStep step) {
    return step.action() == PlanStep.Action.REAPPLY
        ? of(step, 0)
        : writer.insert(step.changeset(), undo(step), order + 1, "MARK_RAN");
  }

  void advance(int steps) {
    order += steps;
  }

  Optional<Unfinished> unfinished(PlanStep step) {
    return history.unfinished(step.changeset().key());
  }

  private HistoryWriter.Undo undo(PlanStep step) {
    HistoryWriter.Undo place = places.get(step.changeset().key());
    return new HistoryWriter.Undo(place.revision(), place.position(), place.size(), step.undo());
  }

  /** The row as it is stored: its path may be written in another way. */
  private ChangesetKey stored(PlanStep step) {
    return history.row(step.changeset().key()).map(HistoryRow::key).orElse(step.changeset().key());
  }
}
