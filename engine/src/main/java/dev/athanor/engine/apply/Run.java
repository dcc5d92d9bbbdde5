package dev.athanor.engine.apply;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryTables;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.history.UndoWriter;
import dev.athanor.engine.kept.KeptPurge;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanJson;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One run under the lock: recorded as it starts and as it ends, both flushed to disk. */
final class Run {
  private final Database database;
  private final HistoryTables tables;
  private final History history;
  private final PlanRequest request;
  private final MigrationPlan plan;
  private final BackupReceipt receipt;
  private final MigrateOptions options;
  private final SessionSettings settings;
  private final MigrationLock lock;
  private final Interruption interruption;
  private final UUID id = UUID.randomUUID();
  private final RunStamp stamp = RunStamp.of(id, System.currentTimeMillis());
  private final RunSession session;

  Run(
      Database database,
      HistoryTables tables,
      History history,
      PlanRequest request,
      MigrationPlan plan,
      BackupReceipt receipt,
      MigrateOptions options,
      SessionSettings settings,
      MigrationLock lock,
      LiquibaseLock liquibase,
      Interruption interruption) {
    this.database = database;
    this.tables = tables;
    this.history = history;
    this.request = request;
    this.plan = plan;
    this.receipt = receipt;
    this.options = options;
    this.settings = settings;
    this.lock = lock;
    this.interruption = interruption;
    this.session = new RunSession(database, settings, id, stamp, lock, liquibase);
  }

  MigrationResult execute(List<RevisionState> before, long started) {
    try (SessionWatch lookout =
        SessionWatch.start(database, settings.lockAttempt(), options.listener())) {
      return execute(before, started, lookout);
    }
  }

  private MigrationResult execute(List<RevisionState> before, long started, SessionWatch lookout) {
    HistoryWriter writer =
        new HistoryWriter(tables.changelog(), tables.history(), stamp, database.countsBytes());
    UndoWriter undos = new UndoWriter(tables.history(), request.bundle().digest(), stamp);
    StepRecords records = new StepRecords(writer, undos, history, request.on(history).bundle());
    KeptData kept = new KeptData(database, tables.history(), stamp, plan, options);
    StepRunner runner =
        new StepRunner(
            database,
            settings,
            session,
            writer,
            records,
            lookout,
            interruption,
            options,
            kept,
            request,
            lock);
    boolean ran = false;
    List<String> warnings = new ArrayList<>();
    try {
      start(writer, records);
      runner.run(plan);
      ran = true;
      finish(RunLog.Outcome.SUCCEEDED, null, records, runner.done());
      forgetExpired(warnings);
    } catch (AthanorException e) {
      Optional<AthanorException> failure = ended(e, records, runner.done(), ran);
      if (failure.isPresent()) {
        throw failure.get();
      }
      warnings.add(e.getMessage() + "\n" + Aftermath.ALL_COMMITTED);
    }
    warnings.addAll(0, runner.warnings());
    return new MigrationResult(
        plan.direction(),
        Optional.of(id),
        before.stream().map(RevisionState::toString).toList(),
        after(runner),
        PlanStep.changesets(runner.done()),
        runner.skipped(),
        warnings,
        Duration.ofNanos(System.nanoTime() - started));
  }

  /** What is left for the next run to forget stops nothing. */
  private void forgetExpired(List<String> warnings) {
    try {
      KeptPurge.expired(database, tables.history());
    } catch (AthanorException e) {
      warnings.add("What was kept past its time was not forgotten: " + e.getMessage());
    }
  }

  /** What the plan said, unless something of it was left out. */
  private List<String> after(StepRunner runner) {
    if (runner.skipped().isEmpty()) {
      return plan.to();
    }
    if (database.isOpen()) {
      return current(database);
    }
    try (Database other = Database.open(database.url(), settings)) {
      return current(other);
    }
  }

  private List<String> current(Database session) {
    return Planner.current(request, History.read(session)).stream()
        .map(RevisionState::toString)
        .toList();
  }

  private void start(HistoryWriter writer, StepRecords records) {
    Background<List<String>> kept =
        Background.start("athanor-undo", () -> records.beforeAll(plan.steps()));
    RunLog.Run run = logged(plan, stamp, tables.history(), receipt, Runner.name());
    List<Revision> revisions = revisionsToKeep(plan, request.bundle());
    open(writer);
    database.execute(
        "BEGIN;"
            + session.durable()
            + patient()
            + RunLog.start(run)
            + (revisions.isEmpty() ? "" : ";" + RunLog.keepRevisions(tables.history(), revisions)));
    kept.join().forEach(database::execute);
    database.execute("COMMIT");
  }

  /** Nobody but Athanor waits for its tables. */
  private String patient() {
    return "SET LOCAL " + session.patience() + ";";
  }

  private void open(HistoryWriter writer) {
    List<String> messages = new ArrayList<>(writer.prepare());
    messages.addAll(session.open());
    try {
      new Flight(database).sendAll(messages);
    } catch (SQLException e) {
      throw SqlErrors.running(database.url(), e);
    }
  }

  /** What is recorded of a run of {@code plan} when it starts. */
  static RunLog.Run logged(
      MigrationPlan plan, RunStamp stamp, String history, BackupReceipt receipt, String runner) {
    return new RunLog.Run(
        stamp,
        history,
        plan.direction().name(),
        plan.bundleDigest(),
        plan.hash(),
        plan.from(),
        plan.to(),
        PlanStep.changesets(plan.steps()),
        receipt.toString(),
        runner,
        PlanJson.abridged(plan));
  }

  /** What goes down was kept when it went up. */
  static List<Revision> revisionsToKeep(MigrationPlan plan, Bundle bundle) {
    if (plan.direction() != MigrationPlan.Direction.UP) {
      return List.of();
    }
    Set<String> ids = new HashSet<>();
    for (PlanStep step : plan.steps()) {
      step.single().forEach(single -> ids.add(single.revision()));
    }
    List<Revision> revisions = new ArrayList<>();
    for (CompiledRevision revision : bundle.revisions()) {
      // One without changesets has no step, but its children name it.
      if (ids.contains(revision.revision().id()) || revision.changesets().isEmpty()) {
        revisions.add(revision.revision());
      }
    }
    return revisions;
  }

  /**
   * What a failed run leaves is told exactly, also when the connection is gone.
   *
   * @param ran whether all steps were, and only the end was still to be recorded
   * @return empty when all is committed and recorded for all that
   */
  private Optional<AthanorException> ended(
      AthanorException e, StepRecords records, List<PlanStep> done, boolean ran) {
    if (!database.isAlive()) {
      Aftermath aftermath =
          new Aftermath(database.url(), settings, plan, history, options, lock, interruption);
      return ran
          ? aftermath.complete(e, stamp, done, records)
          : Optional.of(aftermath.tell(e, stamp));
    }
    // Of several schemas, each has a run of its own.
    String here =
        options.scope() == LockScope.HISTORY ? " in schema " + settings.firstSchema() : "";
    String kept =
        done.isEmpty()
            ? "Nothing of the plan was done" + here + "."
            : PlanStep.changesets(done)
                + " of "
                + PlanStep.changesets(plan.steps())
                + " changesets were "
                + (plan.direction() == MigrationPlan.Direction.UP
                    ? "applied" + here + " and stay applied."
                    : "undone" + here + " and stay undone.");
    RunLog.Outcome outcome =
        e.reason() == Reason.INTERRUPTED ? RunLog.Outcome.INTERRUPTED : RunLog.Outcome.FAILED;
    AthanorException told = e.withMore(kept);
    if (history.rows().isEmpty() && SqlErrors.isThereAlready(e.getCause())) {
      told =
          told.withAdvice(
              "Where another tool or somebody has made it: "
                  + Term.ADOPT
                  + " takes the database over as it is.");
    }
    try {
      // Where recording the start or the end failed, its transaction is still there.
      database.execute("ROLLBACK");
      finish(outcome, told.getMessage(), records, done);
    } catch (AthanorException second) {
      told.addSuppressed(second);
    }
    return Optional.of(told);
  }

  /** Its commit is the first that waits for the disk, and so for all the others before it. */
  private void finish(
      RunLog.Outcome outcome, String message, StepRecords records, List<PlanStep> done) {
    database.execute(
        "BEGIN;"
            + session.durable()
            + patient()
            + RunLog.finish(stamp, outcome, message, PlanStep.changesets(done)));
    records.afterAll(done).forEach(database::execute);
    database.execute("COMMIT");
  }
}
