package dev.athanor.engine.apply;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.Unfinished;
import dev.athanor.engine.live.LiveChild;
import dev.athanor.engine.live.LiveReply;
import dev.athanor.engine.live.LiveRequest;
import dev.athanor.engine.live.LiveStart;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.sql.SqlText;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has Liquibase run the steps that could not be compiled, each in a session of its own, under the
 * lock of this one. One process runs them all: to start it and to read the changelog costs more
 * than most of them.
 *
 * <p>In one transaction with its record, which that process writes: it fails where this session no
 * longer holds the lock. Outside a transaction it is recorded here, before and after, so that
 * whoever finds it cut off knows that nobody knows how far it got.
 */
final class LiveRunner implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);

  /** How long the server may take to see that the process is gone. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private final Database database;
  private final SessionSettings settings;
  private final PlanRequest request;
  private final MigrationLock lock;
  private final RunSession session;
  private final HistoryWriter writer;
  private final StepTransaction transaction;
  private final Interruption interruption;
  private final Consumer<String> warnings;
  private LiveChild child;

  /**
   * @param request what the plan was made from
   * @param lock that {@code database} holds
   * @param warnings hears what a reader should know
   */
  LiveRunner(
      Database database,
      SessionSettings settings,
      PlanRequest request,
      MigrationLock lock,
      RunSession session,
      HistoryWriter writer,
      StepTransaction transaction,
      Interruption interruption,
      Consumer<String> warnings) {
    this.database = database;
    this.settings = settings;
    this.request = request;
    this.lock = lock;
    this.session = session;
    this.writer = writer;
    this.transaction = transaction;
    this.interruption = interruption;
    this.warnings = warnings;
  }

  /**
   * @param left what a run before left of it
   * @param record the statement that records the step
   * @throws AthanorException LIVE_CHANGESET where it may not run; STATEMENT_FAILED and what else a
   *     step's statements may fail by; INTERRUPTED
   */
  void run(PlanStep step, Optional<Unfinished> left, String record) {
    List<Path> classpath = allowed(step);
    if (step.changeset().transactional()) {
      run(step, classpath, Optional.of(surroundings(step, record)));
      return;
    }
    left.ifPresent(
        unfinished ->
            warnings.accept(
                step.changeset().key()
                    + " was cut off or failed in a run before, outside a transaction: Liquibase runs"
                    + " it from its start again"));
    record(step, writer.begin(new Unfinished(step.changeset().key(), false, 0, List.of())));
    run(step, classpath, Optional.empty());
    record(step, record + ";" + writer.end(step.changeset().key()));
  }

  private List<Path> allowed(PlanStep step) {
    if (step.changeset().live().orElseThrow().runs() && request.options().live().isPresent()) {
      return request.options().live().get();
    }
    throw new AthanorException(
        Reason.LIVE_CHANGESET,
        step.changeset().key()
            + " is to run by its preconditions, and cannot be compiled to SQL: "
            + step.changeset().live().get().reason(),
        "Write it as SQL, or run it with Liquibase: Athanor goes on from there.");
  }

  private void record(PlanStep step, String record) {
    transaction.run(step, List.of(), session.durable() + record);
  }

  private LiveRequest.Transaction surroundings(PlanStep step, String record) {
    List<String> before = new ArrayList<>(writer.prepare());
    before.add(MigrationLock.alive());
    if (step.action() == PlanStep.Action.APPLY) {
      before.add(
          fails("EXISTS (" + writer.find(step.changeset().key()) + ")", "it is recorded already"));
    }
    return new LiveRequest.Transaction(
        before,
        fails("NOT " + lock.heldBy(database.facts().backendPid()), "its run is not there any more")
            + ";"
            + session.durable()
            + record);
  }

  /** A statement that fails where {@code condition} holds, saying why. */
  private static String fails(String condition, String why) {
    return "SELECT (CASE WHEN "
        + condition
        + " THEN "
        + SqlText.literal("athanor: " + why)
        + " ELSE '1' END)::int";
  }

  private void run(
      PlanStep step, List<Path> classpath, Optional<LiveRequest.Transaction> surroundings) {
    if (child == null) {
      child =
          LiveChild.start(
              new LiveStart(database.url(), settings, request.bundle().bytes()), classpath);
    }
    child.ask(
        new LiveRequest(
            step.revision(), step.changeset().key(), step.changeset().checksum(), surroundings));
    follow(step, surroundings.isPresent());
  }

  /** Ends the process. */
  @Override
  public void close() {
    if (child != null) {
      child.close();
      child = null;
    }
  }

  private void follow(PlanStep step, boolean inTransaction) {
    String committing = "";
    while (true) {
      LiveReply reply = next();
      switch (reply.kind()) {
        case WARNING -> warnings.accept(reply.text());
        case COMMITTING -> committing = reply.text();
        case DONE -> {
          return;
        }
        case FAILED -> {
          // At its commit it may have lost its session.
          if (isCommitted(committing)) {
            return;
          }
          throw failure(step, reply, inTransaction);
        }
        case ENDED -> {
          close();
          if (isCommitted(committing)) {
            return;
          }
          throw ended(step, reply, inTransaction);
        }
      }
    }
  }

  private LiveReply next() {
    boolean stopped = false;
    while (true) {
      if (!stopped && interruption.isOverdue()) {
        child.stop();
        stopped = true;
      }
      try {
        LiveReply reply = child.next(LOOK);
        if (reply != null) {
          return reply;
        }
      } catch (InterruptedException e) {
        interruption.request();
      }
    }
  }

  /**
   * Whether what the process was about to commit when it ended is committed.
   *
   * @param id of the transaction; empty where it had not come so far
   */
  private boolean isCommitted(String id) {
    if (id.isEmpty()) {
      return false;
    }
    long deadline = System.nanoTime() + SETTLED.toNanos();
    String status = "in progress";
    while (status.equals("in progress") && System.nanoTime() < deadline) {
      status = database.queryText("SELECT pg_catalog.pg_xact_status('" + id + "')");
      if (status.equals("in progress")) {
        interruption.pause(LOOK);
      }
    }
    return status.equals("committed");
  }

  private AthanorException failure(PlanStep step, LiveReply reply, boolean inTransaction) {
    if (interruption.isRequested()) {
      return Interruption.interrupted();
    }
    if (!reply.state().isEmpty()) {
      return new StepFailure(step, new SQLException(reply.text(), reply.state())).byLiquibase();
    }
    return new AthanorException(
        Reason.STATEMENT_FAILED,
        step.changeset().key() + " failed in Liquibase: " + reply.text(),
        "Correct it, or the class path that it is given ("
            + Term.ALLOW_LIVE
            + "). "
            + left(inTransaction));
  }

  private AthanorException ended(PlanStep step, LiveReply reply, boolean inTransaction) {
    return interruption.isRequested()
        ? Interruption.interrupted()
        : new AthanorException(
            Reason.STATEMENT_FAILED,
            "The process in which Liquibase ran "
                + step.changeset().key()
                + " ended before it was done (exit code "
                + reply.text()
                + ").",
            "See what it printed, and run again. " + left(inTransaction));
  }

  private static String left(boolean inTransaction) {
    return inTransaction
        ? "This changeset left nothing behind."
        : "It runs outside a transaction: what it did until then is there, and the next run begins"
            + " it again.";
  }
}
