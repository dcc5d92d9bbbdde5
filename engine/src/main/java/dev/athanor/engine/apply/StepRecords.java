package dev.athanor.engine.apply;

import static dev.athanor.engine.plan.Checksums.isOfOlder;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryRow;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.UndoWriter;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.plan.PlanStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which statement records which step, ORDEREXECUTED included. */
final class StepRecords {
  /** Rows of one statement: more gain nothing, and all of them at once would take much memory. */
  private static final int ROWS = 500;

  private record Place(int position, int size) {}

  private final HistoryWriter writer;
  private final UndoWriter undos;
  private final History history;
  private final Map<ChangesetKey, Place> places = new HashMap<>();

  /** Checksums of now, by the rows that have an older Liquibase's. */
  private final Map<ChangesetKey, String> outdated = new LinkedHashMap<>();

  private int order;

  StepRecords(HistoryWriter writer, UndoWriter undos, History history, Bundle bundle) {
    this.writer = writer;
    this.undos = undos;
    this.history = history;
    this.order = history.lastOrder();
    for (CompiledRevision revision : bundle.revisions()) {
      int position = 0;
      for (Changeset changeset : revision.changesets()) {
        places.put(changeset.key(), new Place(position++, revision.changesets().size()));
        history
            .row(changeset.key())
            .filter(row -> row.checksum().filter(sum -> isOfOlder(changeset, sum)).isPresent())
            .ifPresent(row -> outdated.putIfAbsent(row.key(), changeset.checksum()));
      }
    }
  }

  /**
   * What is kept before the run to undo what it applies, some rows a statement. Not that of what is
   * applied already: until it ran again, what undoes it is what was kept the last time.
   */
  List<String> beforeAll(List<PlanStep> steps) {
    return inParts(
        steps.stream()
            .flatMap(step -> step.single().stream())
            .filter(step -> step.action() == PlanStep.Action.APPLY)
            .toList(),
        part -> undos.keep(part.stream().map(this::undo).toList()));
  }

  /**
   * What is taken away after the run of what it undid. And where it recorded something, the rows of
   * an older Liquibase get the checksums of now, as by Liquibase 4.33: the older one, should
   * anybody go back to it, looks at one row for the version of all.
   */
  List<String> afterAll(List<PlanStep> done) {
    List<String> statements =
        inParts(
            done.stream().filter(step -> step.action() == PlanStep.Action.UNDO).toList(),
            part -> undos.forget(part.stream().map(step -> step.changeset().key()).toList()));
    if (!done.isEmpty() && !outdated.isEmpty()) {
      statements.add(writer.accept(outdated));
    }
    return statements;
  }

  private static List<String> inParts(
      List<PlanStep> steps, Function<List<PlanStep>, String> statement) {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < steps.size(); i += ROWS) {
      statements.add(statement.apply(steps.subList(i, Math.min(i + ROWS, steps.size()))));
    }
    return statements;
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
      case APPLY -> writer.insert(step.changeset(), number, "EXECUTED");
      case REAPPLY ->
          writer.update(step.changeset(), stored(step), number)
              + ';'
              + undos.keep(List.of(undo(step)));
      case UNDO ->
          writer.delete(
              stored(step), history.row(step.changeset().key()).flatMap(HistoryRow::place));
      case BASELINE -> covered(step, number);
    };
  }

  private String covered(PlanStep baseline, int number) {
    List<String> records = new ArrayList<>();
    for (PlanStep covered : baseline.covers()) {
      records.add(numbered(covered, number + records.size()));
    }
    return String.join(";", records);
  }

  /** The record of a step that a precondition keeps from running: Liquibase's MARK_RAN. */
  String markRan(PlanStep step) {
    return step.action() == PlanStep.Action.REAPPLY
        ? of(step, 0)
        : writer.insert(step.changeset(), next(), "MARK_RAN");
  }

  void advance(int steps) {
    order += steps;
  }

  Optional<Unfinished> unfinished(PlanStep step) {
    return history.unfinished(step.changeset().key());
  }

  /** Whether the database counts its changeset as applied. */
  boolean isApplied(PlanStep step) {
    return history.isApplied(step.changeset().key());
  }

  private UndoWriter.Undo undo(PlanStep step) {
    Place place = places.get(step.changeset().key());
    return new UndoWriter.Undo(
        step.changeset(), step.revision(), place.position(), place.size(), step.undo());
  }

  /** The row as it is stored: its path may be written in another way. */
  private ChangesetKey stored(PlanStep step) {
    return history.row(step.changeset().key()).map(HistoryRow::key).orElse(step.changeset().key());
  }
}
