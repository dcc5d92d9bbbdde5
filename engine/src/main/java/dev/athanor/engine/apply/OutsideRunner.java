package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.StatementRules;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a step outside a transaction: recorded before each statement and after the last, so that
 * whoever finds it cut off knows where to go on.
 */
final class OutsideRunner {
  /** A transaction block, a procedure that commits, an enum's value that is new in it. */
  private static final Set<String> ASKED_FOR = Set.of("25001", "2D000", "55P04");

  private final Database database;
  private final Flight flight;
  private final RunSession session;
  private final StepTransaction transaction;
  private final HistoryWriter writer;
  private final LockRetry retry;
  private final PlanStep step;
  private final boolean undo;
  private final boolean part;
  private final Optional<StatementWatch> watch;

  /**
   * @param part whether only a part was done of what the step undoes, so that a statement that has
   *     nothing to undo is done
   */
  OutsideRunner(
      Database database,
      Flight flight,
      RunSession session,
      StepTransaction transaction,
      HistoryWriter writer,
      LockRetry retry,
      PlanStep step,
      boolean part,
      Optional<StatementWatch> watch) {
    this.database = database;
    this.flight = flight;
    this.session = session;
    this.transaction = transaction;
    this.writer = writer;
    this.retry = retry;
    this.step = step;
    this.undo = step.action() == PlanStep.Action.UNDO;
    this.part = part;
    this.watch = watch;
  }

  /** Whether a statement of the step is known to run in no transaction. */
  static boolean isNeededFor(PlanStep step) {
    return step.sql().stream().anyMatch(OutsideRunner::isOutside);
  }

  private static boolean isOutside(String sql) {
    return SqlStatement.stream(sql).anyMatch(StatementRules::isRefusedInTransaction);
  }

  /** Whether that is how PostgreSQL refused to run something in a transaction. */
  static boolean isAskedForBy(AthanorException failure) {
    return failure.getCause() instanceof SQLException e && ASKED_FOR.contains(SqlErrors.state(e));
  }

  /**
   * @param unfinished what a run before left of this changeset, if anything
   * @param record the statement that records the step when it is done
   */
  void run(Optional<Unfinished> unfinished, String record) {
    List<Command> statements = Command.single(step.sql());
    // One that was cut off while going the other way says only that its effect is in doubt.
    boolean sameWay = unfinished.map(left -> left.undo() == undo).orElse(false);
    int first = sameWay ? Math.min(unfinished.get().next(), statements.size()) : 0;
    for (int i = first; i < statements.size(); i++) {
      boolean resumed = part || unfinished.isPresent() && i == first;
      List<String> before =
          resumed ? (sameWay && i == first ? unfinished.get().before() : List.of()) : null;
      if (!ranInTransaction(statements.get(i), i)) {
        runOutside(statements.get(i).sql(), i, resumed, before);
      }
    }
    transaction(List.of(), record + ";" + writer.end(step.changeset().key()));
  }

  /** With the mark that says that it is done; false where PostgreSQL refuses that. */
  private boolean ranInTransaction(Command statement, int index) {
    if (isOutside(statement.sql())) {
      return false;
    }
    try {
      transaction(List.of(statement), writer.begin(mark(index + 1, List.of())));
      return true;
    } catch (AthanorException e) {
      if (isAskedForBy(e)) {
        return false;
      }
      if (!(part && e.getCause() instanceof SQLException refusal && isNothingToUndo(refusal))) {
        throw e;
      }
      transaction(List.of(), writer.begin(mark(index + 1, List.of())));
      return true;
    }
  }

  private static boolean isNothingToUndo(SQLException refusal) {
    return OutsideStatement.saysNothingToUndo(SqlErrors.state(refusal));
  }

  private void runOutside(String sql, int index, boolean resumed, List<String> known) {
    OutsideStatement statement = new OutsideStatement(database, sql);
    List<String> before = known == null ? statement.before() : known;
    transaction(List.of(), writer.begin(mark(index, before)));
    try {
      attempt(statement, before, resumed);
    } catch (AthanorException e) {
      leave(statement, index, before, e);
      throw e;
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

  /** What was tried is settled before it is tried again, as after a run that was cut off. */
  private void attempt(OutsideStatement statement, List<String> before, boolean resumed) {
    if (!statement.mayRunAgain()) {
      runOnce(statement, before, resumed);
      return;
    }
    AtomicBoolean tried = new AtomicBoolean(resumed);
    retry.run(() -> runOnce(statement, before, tried.getAndSet(true)));
  }

  private void runOnce(OutsideStatement statement, List<String> before, boolean tried) {
    if (tried && statement.settle(before)) {
      return;
    }
    try {
      setPatience(statement);
    } catch (SQLException e) {
      throw failure(statement, e);
    }
    watch.ifPresent(watching -> watching.before(database, statement.sql(), true));
    try {
      flight.sendAlone(statement.sql());
    } catch (SQLException e) {
      if (!(part && isNothingToUndo(e) || tried && statement.saysDone(SqlErrors.state(e)))) {
        AthanorException failure = failure(statement, e);
        watch.ifPresent(watching -> watching.failed(failure));
        throw failure;
      }
    }
    watch.ifPresent(watching -> watching.after(database));
  }

  private AthanorException failure(OutsideStatement statement, SQLException e) {
    return SqlErrors.isConnectionLost(e)
        ? SqlErrors.running(database.url(), e)
        : new StepFailure(step, e).outside(statement.sql());
  }

  private Unfinished mark(int next, List<String> before) {
    return new Unfinished(step.changeset().key(), undo, next, before);
  }

  private void setPatience(OutsideStatement statement) throws SQLException {
    if (statement.isConcurrent()) {
      flight.sendAll(List.of("SET lock_timeout = 0"));
    } else if (!statement.mayRunAgain()) {
      flight.sendAll(List.of("SET " + session.patience()));
    }
  }

  /** Takes back what it can, so that it can be run again as if it had never been. */
  private void leave(
      OutsideStatement statement, int index, List<String> before, AthanorException failure) {
    if (failure.reason() == Reason.CONNECTION_FAILED) {
      return;
    }
    try {
      statement.cleanUp(before);
      if (index == 0 && !statement.leavesSomething()) {
        transaction(List.of(), writer.end(step.changeset().key()));
      }
    } catch (AthanorException cleanUp) {
      // Left marked as unfinished: the next run settles it.
      failure.addSuppressed(cleanUp);
    }
  }

  /** Flushed at once: what follows cannot be taken back. */
  private void transaction(List<Command> commands, String record) {
    transaction.run(step, commands, session.durable() + record);
  }
}
