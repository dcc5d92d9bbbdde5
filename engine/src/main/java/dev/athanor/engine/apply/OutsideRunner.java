package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.OutsideTransaction;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.sql.SqlStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a step outside a transaction: recorded before each statement and after the last, so that
 * whoever finds it cut off knows where to go on.
 */
final class OutsideRunner {
  private final Database database;
  private final Flight flight;
  private final RunSession session;
  private final HistoryWriter writer;
  private final PlanStep step;
  private final boolean undo;

  OutsideRunner(
      Database database, Flight flight, RunSession session, HistoryWriter writer, PlanStep step) {
    this.database = database;
    this.flight = flight;
    this.session = session;
    this.writer = writer;
    this.step = step;
    this.undo = step.action() == PlanStep.Action.UNDO;
  }

  /**
   * @param unfinished what a run before left of this changeset, if anything
   * @param record the statement that records the step when it is done
   */
  void run(Optional<Unfinished> unfinished, String record) {
    List<String> statements = statements();
    // One that was cut off while going the other way says only that its effect is in doubt.
    boolean sameWay = unfinished.map(left -> left.undo() == undo).orElse(false);
    int first = sameWay ? Math.min(unfinished.get().next(), statements.size()) : 0;
    for (int i = first; i < statements.size(); i++) {
      boolean resumed = unfinished.isPresent() && i == first;
      List<String> before = resumed ? (sameWay ? unfinished.get().before() : List.of()) : null;
      runOne(statements.get(i), i, resumed, before);
    }
    transaction("", record + ";" + writer.end(step.changeset().key()));
  }

  private List<String> statements() {
    List<String> statements = new ArrayList<>();
    for (String sql : step.sql()) {
      for (SqlStatement statement : SqlStatement.read(sql)) {
        statements.add(sql.substring(statement.start(), statement.end()));
      }
    }
    return statements;
  }

  private void runOne(String sql, int index, boolean resumed, List<String> known) {
    if (!OutsideTransaction.required(sql)) {
      transaction(sql + "\n;\n", writer.begin(mark(index + 1, List.of())));
      return;
    }
    OutsideStatement statement = new OutsideStatement(database, sql);
    List<String> before = known == null ? statement.before() : known;
    transaction("", writer.begin(mark(index, before)));
    if (resumed && statement.settle(before)) {
      return;
    }
    try {
      execute(statement);
    } catch (SQLException e) {
      if (!(resumed && statement.saysDone(SqlErrors.state(e)))) {
        throw failed(statement, index, before, e);
      }
    }
    statement
        .invalidIndex()
        .ifPresent(
            name -> {
              throw new AthanorException(
                  Reason.STATEMENT_FAILED,
                  step.changeset().key() + ": index " + name + " exists, but is INVALID.",
                  "Drop it (DROP INDEX CONCURRENTLY " + name + ") and run again.");
            });
  }

  private Unfinished mark(int next, List<String> before) {
    return new Unfinished(step.changeset().key(), undo, next, before);
  }

  /** Alone in its message: several would be a transaction. */
  private void execute(OutsideStatement statement) throws SQLException {
    flight.sendAll(
        statement.isConcurrent()
            ? List.of("SET lock_timeout = 0", statement.sql())
            : List.of(statement.sql()));
  }

  private AthanorException failed(
      OutsideStatement statement, int index, List<String> before, SQLException e) {
    if (SqlErrors.isConnectionLost(e)) {
      return SqlErrors.running(database.url(), e);
    }
    AthanorException failure = new StepFailure(step, e).in(statement.sql());
    try {
      statement.cleanUp(before);
      if (index == 0) {
        transaction("", writer.end(step.changeset().key()));
      }
    } catch (AthanorException cleanUp) {
      // Left marked as unfinished: the next run settles it.
      failure.addSuppressed(cleanUp);
    }
    return failure;
  }

  /** Flushed at once: what follows cannot be taken back. */
  private void transaction(String commands, String record) {
    String message = session.before(0) + commands + session.after(0, session.durable() + record);
    try {
      Flight.Outcome outcome = flight.send(List.of(message));
      session.advance(outcome.committed());
      if (outcome.error().isPresent()) {
        SQLException e = outcome.error().get();
        if (SqlErrors.isConnectionLost(e)) {
          throw SqlErrors.running(database.url(), e);
        }
        throw outcome.tags() == 1
            ? session.assertionFailed(e)
            : new StepFailure(step, e).in(commands.isEmpty() ? "" : commands);
      }
    } catch (SQLException e) {
      throw SqlErrors.running(database.url(), e);
    }
  }
}
