package dev.athanor.cli.job;

import dev.athanor.cli.Log;
import dev.athanor.engine.apply.LockWait;
import dev.athanor.engine.apply.Working;
import dev.athanor.engine.backup.BackingUp;
import dev.athanor.engine.backup.BackupListener;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.StoreChange;
import dev.athanor.engine.command.MigrationEvents;
import dev.athanor.engine.command.WorkingText;
import dev.athanor.engine.database.ServerFacts;
import dev.athanor.engine.history.History;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Says in the log what happens, and keeps the report up to date with it. */
final class JobEvents implements MigrationEvents {
  private final PlanRequest request;
  private final ReportBuilder report;
  private final Log log;
  private int done;
  private final BackupListener backup;
  private final WorkingText working = new WorkingText();
  private volatile LockWait lastWait;
  private Duration waited = Duration.ZERO;

  JobEvents(PlanRequest request, ReportBuilder report, Log log) {
    this.request = request;
    this.report = report;
    this.log = log;
    this.backup = new JobBackupEvents(report, log);
  }

  /** The report has the history even where its revisions cannot be told. */
  @Override
  public void read(History history, ServerFacts facts) {
    report.history(history, List.of(), facts);
    List<String> current =
        Planner.current(request, history).stream().map(RevisionState::toString).toList();
    report.history(history, current, facts);
    history.stored().kept().ifPresent(report::kept);
  }

  @Override
  public void planned(MigrationPlan plan) {
    report.plan(plan, plan.steps());
  }

  @Override
  public void backingUp(BackingUp how) {
    backup.backingUp(how);
  }

  @Override
  public void stored(StoreChange change) {
    backup.stored(change);
  }

  @Override
  public void backedUp(BackupReceipt receipt) {
    report.backup(receipt);
  }

  @Override
  public void progress(String line) {
    backup.progress(line);
  }

  /** Before it runs: one that takes an hour is looked for in the log meanwhile. */
  @Override
  public void starting(PlanStep step, int number, int total) {
    log.info(
        "%d/%d %s %s %s"
            .formatted(
                number,
                total,
                step.action().name().toLowerCase(Locale.ROOT),
                step.revision(),
                step.changeset().key()));
  }

  @Override
  public void done(PlanStep step, int number, int total) {
    done = number;
  }

  @Override
  public void warning(String message) {
    log.warn(message);
  }

  @Override
  public void waiting(String holder) {
    log.info("Waiting for another migration: " + holder + ".");
  }

  @Override
  public void blocked(LockWait wait) {
    lastWait = wait;
    log.info("Waiting for " + wait + ".");
  }

  @Override
  public void working(Working how) {
    working.line(how).ifPresent(log::info);
  }

  @Override
  public void unblocked(PlanStep step, int attempts, Duration took) {
    waited = waited.plus(took);
    log.info(WorkingText.unblocked(step, attempts, took));
  }

  /** How long locks were waited for in vain, and who was the last in the way; empty if none was. */
  String waits() {
    LockWait wait = lastWait;
    return waited.isZero()
        ? ""
        : " Waited "
            + waited.toSeconds()
            + " s for locks"
            + (wait == null ? "." : ", last for " + wait + ".");
  }

  /** How many changesets are committed. */
  int done() {
    return done;
  }
}
