package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Runs the steps of a plan, as many in one flight as {@link FlightWriter} lets go together. */
final class StepRunner {
  private final Database database;
  private final RunSession session;
  private final HistoryWriter writer;
  private final StepRecords records;
  private final ServerMessages messages;
  private final Flight flight;
  private final GuardCheck guards;
  private final StepTransaction alone;
  private final LiveRunner live;
  private final Interruption interruption;
  private final LockRetry retry;
  private final MigrationListener listener;
  private final Optional<StatementWatch> watch;
  private final KeptData kept;
  private final List<String> skipped = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<PlanStep> done = new ArrayList<>();
  private MigrationPlan plan;

  /** Index of the step that runs; a flight that was cut short begins with it again. */
  private int running = -1;

  /**
   * @param lookout sees what the session waits for
   * @param request what the plan was made from
   * @param lock that the session holds
   */
  StepRunner(
      Database database,
      SessionSettings settings,
      RunSession session,
      HistoryWriter writer,
      StepRecords records,
      SessionWatch lookout,
      Interruption interruption,
      MigrateOptions options,
      KeptData kept,
      PlanRequest request,
      MigrationLock lock) {
    this.database = database;
    this.session = session;
    this.writer = writer;
    this.records = records;
    this.listener = options.listener();
    this.messages = new ServerMessages(this::warn);
    this.watch = options.watch();
    this.kept = kept;
    this.retry = new LockRetry(settings, lookout, interruption, listener, messages::again);
    this.flight = new Flight(database, this::hear);
    this.guards = new GuardCheck(database, session, interruption, this::warn);
    this.alone = new StepTransaction(database, flight, session, interruption, retry, watch, kept);
    this.interruption = interruption;
    this.live =
        new LiveRunner(
            database, settings, request, lock, session, writer, alone, interruption, this::warn);
  }

  void run(MigrationPlan toRun) {
    plan = toRun;
    guards.require(plan.guards());
    try {
      runSteps();
    } finally {
      live.close();
      retry.end();
      messages.end();
    }
  }

  private void runSteps() {
    List<PlanStep> steps = plan.steps();
    FlightWriter flights =
        new FlightWriter(steps, session, records, step -> watch.isPresent() || kept.concerns(step));
    FlightWriter.Written next = null;
    for (int at = 0; at < steps.size(); ) {
      interruption.check();
      starting(at);
      FlightWriter.Written now = next != null ? next : flights.write(at);
      next = null;
      if (now.size() == 0) {
        runAlone(steps.get(at));
        at++;
      } else {
        Background<FlightWriter.Written> writing = flights.writeAfter(now);
        int committed = runFlight(now);
        // Written for after all of this one.
        next = committed == now.size() ? writing.join() : null;
        at += committed;
      }
    }
  }

  /**
   * Runs as many as get their locks; when it returns, the rest may be tried.
   *
   * @return how many are committed
   */
  private int runFlight(FlightWriter.Written written) {
    int first = written.first();
    Flight.Outcome outcome =
        send(
            written.messages(),
            committed -> {
              retry.succeeded();
              if (committed < written.size()) {
                starting(first + committed);
              }
            });
    for (int i = 0; i < outcome.committed(); i++) {
      done(plan.steps().get(written.first() + i));
    }
    if (outcome.error().isPresent()) {
      int failed = outcome.committed();
      retry.pause(
          failure(
              plan.steps().get(written.first() + failed),
              written.scripts().get(failed),
              written.offsets().get(failed),
              outcome));
    }
    return outcome.committed();
  }

  private Flight.Outcome send(List<String> messages, IntConsumer committed) {
    try {
      Flight.Outcome outcome = flight.send(messages, committed);
      session.advance(outcome.committed());
      records.advance(outcome.committed());
      return outcome;
    } catch (SQLException e) {
      throw SqlErrors.running(database.url(), e);
    }
  }

  private AthanorException failure(
      PlanStep step, StepScript script, int offset, Flight.Outcome outcome) {
    SQLException error = outcome.error().orElseThrow();
    if (SqlErrors.isConnectionLost(error)) {
      return SqlErrors.running(database.url(), error);
    }
    if (interruption.cancelled(error)) {
      return Interruption.interrupted();
    }
    if (outcome.tags() == 1) {
      return session.assertionFailed(error);
    }
    return new StepFailure(step, error)
        .in(script, Math.max(0, outcome.tags() - RunSession.COMMANDS_BEFORE), offset);
  }

  private void runAlone(PlanStep step) {
    try {
      GuardCheck.Verdict verdict =
          FlightWriter.isGuarded(step)
              ? guards.evaluate(step.changeset().key(), step.changeset().guard().orElseThrow())
              : GuardCheck.Verdict.RUN;
      switch (verdict) {
        case SKIP -> skipped.add(step.changeset().key().toString());
        case MARK_RAN -> transaction(step, List.of(), records.markRan(step));
        default -> runNow(step);
      }
    } catch (AthanorException e) {
      if (!step.mayFail() || !isStatementsOwn(e)) {
        throw e;
      }
      warn(e.getMessage() + "\n  failOnError is false: not recorded, and the run goes on");
      skipped.add(step.changeset().key().toString());
    }
  }

  private static boolean isStatementsOwn(AthanorException e) {
    return e.reason() == Reason.STATEMENT_FAILED
        || e.reason() == Reason.PERMISSION_DENIED
        || e.reason() == Reason.LOCK_TIMEOUT
        || e.reason() == Reason.PRECONDITION_FAILED;
  }

  private void runNow(PlanStep step) {
    if (step.isLive()) {
      live.run(step, records.unfinished(step), records.of(step, 0));
      records.advance(1);
      done(step);
    } else if (step.changeset().transactional()) {
      transaction(step, commands(step), records.of(step, 0));
    } else {
      runNonTransactional(step);
    }
  }

  /**
   * In a transaction all the same, with its history row, unless PostgreSQL refuses that: for some
   * statements it is known, for the others the server says so.
   */
  private void runNonTransactional(PlanStep step) {
    Optional<Unfinished> left = records.unfinished(step);
    if (left.isEmpty() && !OutsideRunner.isNeededFor(step)) {
      try {
        transaction(step, commands(step), records.of(step, 0));
        return;
      } catch (AthanorException e) {
        if (!OutsideRunner.isAskedForBy(e)) {
          throw e;
        }
      }
    }
    try {
      boolean part = step.action() == PlanStep.Action.UNDO && !records.isApplied(step);
      new OutsideRunner(database, flight, session, alone, writer, retry, step, part, watch)
          .run(left, records.of(step, 0));
    } catch (AthanorException e) {
      throw interruption.isRequested() ? Interruption.interrupted() : e;
    }
    records.advance(1);
    done(step);
  }

  private List<Command> commands(PlanStep step) {
    return watch.isPresent() ? Command.single(step.sql()) : new StepScript(step).commands();
  }

  private void transaction(PlanStep step, List<Command> commands, String record) {
    alone.run(step, commands, record);
    records.advance(step.single().size());
    done(step);
  }

  private void starting(int at) {
    PlanStep step = plan.steps().get(at);
    if (at == running) {
      return;
    }
    running = at;
    retry.begin(step);
    listener.starting(step, at + 1, plan.steps().size());
    messages.of(step);
  }

  private void done(PlanStep step) {
    done.add(step);
    listener.done(step, done.size(), plan.steps().size());
  }

  private void hear(SQLWarning warning) {
    messages.hear(warning);
    watch.ifPresent(watching -> watching.heard(warning));
  }

  private void warn(String message) {
    warnings.add(message);
    listener.warning(message);
  }

  /** The steps that are committed and recorded. */
  List<PlanStep> done() {
    return List.copyOf(done);
  }

  List<String> skipped() {
    return skipped;
  }

  List<String> warnings() {
    return warnings;
  }
}
