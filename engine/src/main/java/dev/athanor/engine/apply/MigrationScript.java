package dev.athanor.engine.apply;

import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.HistoryWriter;
import dev.athanor.engine.history.RunLog;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.history.ScriptHistory;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.OfflinePlan;
import dev.athanor.engine.plan.PlanText;
import dev.athanor.engine.sql.PsqlScript;
import java.util.List;

/**
 * A plan as a script for psql that does what {@link Migrator} does: refuses a database that is not
 * where the plan begins, keeps other migrations out, and runs each changeset in a transaction with
 * its record.
 */
public final class MigrationScript {
  private static final String NO_BACKUP = "a script for psql takes none";

  private final OfflinePlan offline;
  private final MigrationPlan plan;
  private final Bundle bundle;
  private final ScriptFrame frame;
  private final PsqlScript script;
  private final ScriptSession session;
  private final ScriptHistory history;
  private final HistoryWriter writer;
  private final StepRecords records;

  /**
   * @param settings of the session; they say where the history is
   */
  public MigrationScript(OfflinePlan offline, SessionSettings settings) {
    this.offline = offline;
    this.plan = offline.plan();
    this.bundle = offline.assumed().request().bundle();
    this.frame = new ScriptFrame(settings);
    this.script = frame.script();
    this.session = frame.session();
    this.history = frame.history();
    HistoryTarget target = frame.target();
    this.writer = target.writer();
    this.records =
        new StepRecords(writer, target.undos(bundle.digest()), offline.assumed().history(), bundle);
  }

  /**
   * The script; of a plan with nothing to do, a comment that says so.
   *
   * @throws AthanorException PRECONDITION_FAILED or UNSAFE_CHANGELOG naming a changeset that a
   *     script cannot run as a run would
   */
  public String text() {
    head();
    if (plan.isEmpty()) {
      return script.toString();
    }
    frame.open(offline.assumed(), offline.undone(), plan.from());
    start();
    guards(plan.guards());
    ScriptSteps steps = new ScriptSteps(script, session, history, writer, records, bundle.graph());
    plan.steps().forEach(steps::write);
    finish();
    return script.toString();
  }

  private void head() {
    script.comment(PlanText.summary(plan));
    script.comment("plan    " + plan.hash());
    script.comment("bundle  " + plan.bundleDigest());
    if (!plan.isEmpty()) {
      script.comment("Run it with psql -X -f FILE; take a backup first, for it takes none.");
    }
    script.line("");
  }

  private void start() {
    script.line("\\set athanor_skipped 0").line(RunStamp.FILL_IN_SCRIPT.strip());
    script.run(writer.prepare());
    session.begin(history.changelogLock());
    BackupReceipt none = new BackupReceipt.Waived(plan.hash(), NO_BACKUP);
    script.run(
        List.of(
            RunLog.start(
                Run.logged(
                    plan, RunStamp.IN_SCRIPT, history.history(), none, ScriptFrame.RUNNER))));
    List<Revision> revisions = Run.revisionsToKeep(plan, bundle);
    if (!revisions.isEmpty()) {
      script.run(List.of(RunLog.keepRevisions(history.history(), revisions)));
    }
    script.run(records.beforeAll(plan.steps())).line("COMMIT;");
  }

  private void guards(List<FileGuard> guards) {
    ScriptGuard asked = new ScriptGuard(script, session);
    guards.forEach(guard -> asked.ask(guard.file(), guard.guard()));
  }

  private void finish() {
    session.begin(history.changelogLock());
    script.run(
        List.of(
            RunLog.finish(
                RunStamp.IN_SCRIPT,
                RunLog.Outcome.SUCCEEDED,
                null,
                plan.steps().size() + " - :athanor_skipped")));
    script.run(records.afterAll(plan.steps())).line("COMMIT;");
    frame.close(writer, PlanText.summary(plan));
  }
}
