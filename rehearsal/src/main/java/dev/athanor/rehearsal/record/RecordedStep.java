package dev.athanor.rehearsal.record;

import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.ChangesetRecording.Outcome;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.schema.diff.Difference;
import java.util.ArrayList;
import java.util.List;

/** What was recorded of a step so far. */
final class RecordedStep {
  private final PlanStep step;
  private final List<StatementRecording> statements = new ArrayList<>();

  /** When the transaction of each statement began. */
  private final List<String> transactions = new ArrayList<>();

  private final List<String> said = new ArrayList<>();

  RecordedStep(PlanStep step) {
    this.step = step;
  }

  PlanStep step() {
    return step;
  }

  void add(StatementRecording statement, String transaction) {
    statements.add(statement);
    transactions.add(transaction);
  }

  /** PostgreSQL refused to run the last statement in a transaction, with which others went. */
  void forgetFailed() {
    String failed = transactions.get(transactions.size() - 1);
    while (!transactions.isEmpty() && transactions.get(transactions.size() - 1).equals(failed)) {
      transactions.remove(transactions.size() - 1);
      statements.remove(statements.size() - 1);
    }
  }

  boolean isEmpty() {
    return statements.isEmpty();
  }

  boolean failed() {
    return !statements.isEmpty() && !statements.get(statements.size() - 1).ran();
  }

  /** Why its last statement failed; only where it did. */
  StatementRecording.Failure failure() {
    return statements.get(statements.size() - 1).failure();
  }

  /** What the run said of it. */
  void say(String message) {
    said.add(message);
  }

  ChangesetRecording ended(List<Difference> changes) {
    boolean skipped = statements.isEmpty() && !step.sql().isEmpty();
    return with(
        skipped ? Outcome.SKIPPED : Outcome.RAN, skipped ? String.join("\n", said) : "", changes);
  }

  ChangesetRecording with(Outcome outcome, String why, List<Difference> changes) {
    return new ChangesetRecording(
        step.changeset().key(),
        step.revision(),
        step.action(),
        step.digest(),
        outcome,
        why,
        statements,
        changes);
  }

  static ChangesetRecording notRehearsed(PlanStep step, String because) {
    return new RecordedStep(step)
        .with(Outcome.NOT_REHEARSED, "not rehearsed, because " + because, List.of());
  }
}
