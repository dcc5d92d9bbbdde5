package dev.athanor.engine.apply;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.HistoryTables;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanText;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs a plan: {@code plan + receipt → result}. Without a receipt there is no run.
 *
 * <p>One instance runs one plan. {@link #interrupt()} may be called from any thread.
 */
public final class Migrator {
  private final DatabaseUrl url;
  private final SessionSettings settings;
  private final PlanRequest request;
  private volatile Interruption interruption;
  private volatile boolean interruptedBefore;

  /**
   * @param request what the plan was made from: under the lock it is looked at again
   */
  public Migrator(DatabaseUrl url, SessionSettings settings, PlanRequest request) {
    this.url = Objects.requireNonNull(url, "url");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * Runs {@code plan}, each changeset in a transaction of its own together with its history row.
   * What was committed before a failure stays, and is recorded.
   *
   * @throws AthanorException PLAN_CHANGED when the database is not as it was planned for, or the
   *     receipt is another plan's; LOCKED; POOLED_CONNECTION; STATEMENT_FAILED, LOCK_TIMEOUT,
   *     PERMISSION_DENIED or PRECONDITION_FAILED for a changeset; CONNECTION_FAILED; INTERRUPTED
   */
  public MigrationResult migrate(
      MigrationPlan plan, BackupReceipt receipt, MigrateOptions options) {
    long started = System.nanoTime();
    requireReceipt(plan, receipt);
    if (plan.isEmpty()) {
      return new MigrationResult(
          plan.direction(),
          Optional.empty(),
          plan.from(),
          plan.to(),
          0,
          List.of(),
          List.of(),
          Duration.ofNanos(System.nanoTime() - started));
    }
    Interruption own = new Interruption(options.interruptGrace());
    interruption = own;
    if (interruptedBefore) {
      own.request();
    }
    ShutdownGuard guard = ShutdownGuard.install(own, options);
    try {
      return run(plan, receipt, options, own, started);
    } finally {
      own.end();
      guard.remove();
    }
  }

  /** Asks a running {@link #migrate} to end in order; it then throws INTERRUPTED. */
  public void interrupt() {
    interruptedBefore = true;
    Interruption current = interruption;
    if (current != null) {
      current.request();
    }
  }

  private MigrationResult run(
      MigrationPlan plan,
      BackupReceipt receipt,
      MigrateOptions options,
      Interruption own,
      long started) {
    try (Database main = Database.open(url, settings);
        Database second = Database.open(url, settings)) {
      main.requireWritable();
      PoolerCheck.check(main, second);
      MigrationLock lock = options.scope().lock(main);
      lock.acquire(main, options.lockWait(), own, options.listener());
      HistoryTables tables = tables(main, options, own);
      LiquibaseLock liquibase = new LiquibaseLock(second, tables.changelogLock());
      liquibase.acquire(options.lockWait(), own, options.listener());
      History history = History.read(main);
      requireStillRight(plan, history);
      own.watch(main);
      MigrationResult result =
          watched(
              second,
              main,
              new Run(
                  main, tables, history, request, plan, receipt, options, settings, lock, liquibase,
                  own),
              Planner.current(request, history),
              started);
      liquibase.release();
      lock.release(main);
      return result;
    }
  }

  /** They are there afterwards; a run of another history may be about to create some of them. */
  private HistoryTables tables(Database main, MigrateOptions options, Interruption own) {
    HistoryTables tables = new HistoryTables(main);
    if (options.scope() == LockScope.HISTORY && !tables.hasShared()) {
      return MigrationLock.alone(
          main, options.lockWait(), own, () -> made(new HistoryTables(main), options));
    }
    return made(tables, options);
  }

  private HistoryTables made(HistoryTables tables, MigrateOptions options) {
    tables.inspect(request.options().trusted()).forEach(options.listener()::warning);
    tables.create();
    return tables;
  }

  private static MigrationResult watched(
      Database second, Database main, Run run, List<RevisionState> before, long started) {
    Heartbeat heartbeat = Heartbeat.start(second, main);
    try {
      return run.execute(before, started);
    } finally {
      heartbeat.close();
    }
  }

  private static void requireReceipt(MigrationPlan plan, BackupReceipt receipt) {
    Objects.requireNonNull(receipt, "receipt");
    boolean fits =
        receipt.planHash().equals(plan.hash())
            && (!(receipt instanceof BackupReceipt.Verified verified)
                || verified.historyFingerprint().equals(plan.historyFingerprint()));
    if (!fits) {
      throw new AthanorException(
          Reason.PLAN_CHANGED,
          "The backup receipt is for plan " + receipt.planHash() + ", not " + plan.hash() + ".",
          "Plan and back up again.");
    }
  }

  /**
   * A plan follows from the bundle and the history: it is made again only where one of them moved,
   * to say how. A plan holds the undo SQL it was made from, so that cannot have moved.
   */
  private void requireStillRight(MigrationPlan plan, History history) {
    if (plan.bundleDigest().equals(request.bundle().digest())
        && plan.historyFingerprint().equals(history.fingerprint())) {
      return;
    }
    throw new AthanorException(
        Reason.PLAN_CHANGED,
        "The database or the bundle moved since the plan was made. It was: "
            + PlanText.summary(plan)
            + "; it is now: "
            + PlanText.summary(Planner.plan(request, history))
            + ".",
        "Plan again and review what it says now.");
  }
}
