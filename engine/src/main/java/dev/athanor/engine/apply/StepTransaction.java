package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.PlanStep;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Runs a step's transaction command by command, each sent when the one before it was answered: for
 * what the server must not read before that, for rows, and for texts too long to be copied into a
 * message with others.
 */
final class StepTransaction {
  private final Database database;
  private final Flight flight;
  private final RunSession session;
  private final Interruption interruption;
  private final LockRetry retry;
  private final Optional<StatementWatch> watch;
  private final KeptData kept;

  StepTransaction(
      Database database,
      Flight flight,
      RunSession session,
      Interruption interruption,
      LockRetry retry,
      Optional<StatementWatch> watch,
      KeptData kept) {
    this.database = database;
    this.flight = flight;
    this.session = session;
    this.interruption = interruption;
    this.retry = retry;
    this.watch = watch;
    this.kept = kept;
  }

  private interface Sending {
    Flight.Outcome send() throws SQLException;
  }

  /**
   * Runs it, as often as it takes to get its locks.
   *
   * @param record what records the step, in the same transaction
   */
  void run(PlanStep step, List<Command> commands, String record) {
    retry.run(() -> runEither(step, commands, record));
  }

  private void runEither(PlanStep step, List<Command> commands, String record) {
    try {
      runOnce(step, commands, record);
    } catch (AthanorException e) {
      if (!kept.mayRunOtherwise(step, e)) {
        throw e;
      }
      runOnce(step, commands, record);
    }
  }

  private void runOnce(PlanStep step, List<Command> commands, String record) {
    String after = session.after(0, record);
    if (commands.isEmpty()) {
      expect(step, session.before(0) + after, true);
    } else {
      expect(step, session.before(0), true);
      runCommands(step, commands);
      // By itself: the server reads a whole message by the settings that hold before it.
      expect(step, RunSession.RESET, false);
      expect(step, after, false);
    }
    session.advance(1);
    kept.committed();
  }

  private void runCommands(PlanStep step, List<Command> commands) {
    if (!kept.concerns(step)) {
      commands.forEach(command -> send(step, command));
      return;
    }
    try {
      kept.run(step, commands, command -> send(step, command));
    } catch (AthanorException e) {
      throw interruption.isRequested() ? Interruption.interrupted() : e;
    }
  }

  private void send(PlanStep step, Command command) {
    watch.ifPresent(watching -> watching.before(database, command.sql(), false));
    try {
      expect(step, () -> flight.send(command), false, command.sql());
    } catch (AthanorException e) {
      watch.ifPresent(watching -> watching.failed(e));
      throw e;
    }
    watch.ifPresent(watching -> watching.after(database));
  }

  private void expect(PlanStep step, String message, boolean asserts) {
    expect(step, () -> flight.send(List.of(message)), asserts, "");
  }

  /**
   * @param asserts whether the message begins with BEGIN and the session's assertion
   * @param sql what to show of it
   */
  private void expect(PlanStep step, Sending sending, boolean asserts, String sql) {
    try {
      Flight.Outcome outcome = sending.send();
      if (outcome.error().isEmpty()) {
        return;
      }
      SQLException error = outcome.error().get();
      if (SqlErrors.isConnectionLost(error)) {
        throw SqlErrors.running(database.url(), error);
      }
      if (interruption.cancelled(error)) {
        throw Interruption.interrupted();
      }
      throw asserts && outcome.tags() == 1
          ? session.assertionFailed(error)
          : new StepFailure(step, error).in(sql, outcome.tags());
    } catch (SQLException e) {
      throw SqlErrors.running(database.url(), e);
    }
  }
}
