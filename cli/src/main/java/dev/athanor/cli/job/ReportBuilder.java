package dev.athanor.cli.job;

import dev.athanor.cli.Words;
import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReports;
import dev.athanor.crds.v1alpha1.KeptStatus;
import dev.athanor.crds.v1alpha1.StatementRehearsal;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.Loss;
import dev.athanor.engine.command.RestoreBackup;
import dev.athanor.engine.database.ServerFacts;
import dev.athanor.engine.history.History;
import dev.athanor.engine.history.KeptTotal;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.restored.RehearsalReport;
import dev.athanor.rehearsal.restored.RehearsedStatement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Collects what a step learns as it learns it, so that a failure still reports all of that. */
final class ReportBuilder {
  static final int MAX_RISKS = 10;
  private static final int SENTENCE = 100;
  private static final int MAX_STATEMENTS = 10;

  private final String step;
  private String observedAt;
  private String bundleDigest;
  private JobReport.History history;
  private JobReport.Plan plan;
  private JobReport.Backup backup;
  private JobReport.Store store;
  private JobReport.Restore restore;
  private JobReport.Rehearsal rehearsal;
  private JobReport.Adopted adopted;

  ReportBuilder(String step) {
    this.step = step;
  }

  void bundle(String digest) {
    bundleDigest = digest;
  }

  void history(History read, List<String> current, ServerFacts facts) {
    observedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    history = new JobReport.History(current, read.fingerprint(), facts.version());
  }

  /** Of the history that was read last. */
  void kept(KeptTotal total) {
    String until = total.until().truncatedTo(ChronoUnit.SECONDS).toString();
    history = history.withKept(new KeptStatus(total.entries(), total.bytes(), until));
  }

  /** The run is all that is known of the database: it could not be read again. */
  void unread(List<String> current) {
    history = new JobReport.History(current, null, history.serverVersion());
  }

  /** Of several schemas. */
  void history(JobReport.History seen) {
    observedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    history = seen;
  }

  /** Of several schemas. */
  void plan(JobReport.Plan brief) {
    plan = brief;
  }

  /**
   * @param made the plan that runs, or has run
   * @param left what is still to run
   */
  void plan(MigrationPlan made, List<PlanStep> left) {
    plan =
        new JobReport.Plan(
            direction(made.direction()),
            made.to(),
            PlanStep.changesets(left),
            repeating(left),
            made.hash(),
            risks(made).limit(MAX_RISKS).toList());
  }

  static String direction(MigrationPlan.Direction direction) {
    String name = direction.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  /** How many have run before and always run again. */
  static int repeating(List<PlanStep> steps) {
    return (int)
        steps.stream()
            .filter(step -> step.action() == PlanStep.Action.REAPPLY)
            .filter(step -> step.changeset().runAlways())
            .count();
  }

  /** In a line each, without those that somebody has accepted. */
  static Stream<String> risks(MigrationPlan plan) {
    return plan.risks().stream()
        .filter(risk -> risk.accepted().isEmpty())
        .map(r -> r.kind() + " " + r.revision() + " " + r.detail() + " (" + r.note() + ")");
  }

  void backup(BackupReceipt receipt) {
    if (receipt instanceof BackupReceipt.Verified verified) {
      backup =
          new JobReport.Backup(
              verified.name(),
              verified.digest(),
              verified.bytes(),
              verified.takenAt().toString(),
              verified.reused(),
              null,
              null);
    } else if (receipt instanceof BackupReceipt.Elsewhere elsewhere) {
      backup = withoutDump(null, elsewhere.what());
    } else {
      backup = withoutDump(((BackupReceipt.Waived) receipt).policy(), null);
    }
  }

  private static JobReport.Backup withoutDump(String waived, String external) {
    return new JobReport.Backup(null, null, null, null, false, waived, external);
  }

  void store(JobReport.Store seen) {
    store = seen;
  }

  /** Whether a report with that, and a sentence, is whole. */
  boolean hasRoomFor(JobReport.Store seen) {
    JobReport.Store before = store;
    store = seen;
    boolean fits = JobReports.fits(succeeded(" ".repeat(SENTENCE)));
    store = before;
    return fits;
  }

  /**
   * What a restore would cost.
   *
   * @param name the backup's
   */
  void loss(String name, Loss loss) {
    restore =
        new JobReport.Restore(
            name,
            loss.since().toString(),
            null,
            loss.token(),
            loss.rows().isPresent() ? loss.rows().getAsLong() : null,
            null,
            null,
            null);
  }

  /** What it came to. */
  void restored(RestoreBackup.Restored done) {
    RestoreBackup.Swap swap = done.swap();
    restore =
        new JobReport.Restore(
            done.backup(),
            done.takenAt().toString(),
            done.revisions(),
            restore == null ? null : restore.token(),
            restore == null ? null : restore.rows(),
            swap == null ? null : swap.keptAs(),
            swap == null ? null : swap.at().toString(),
            swap == null ? null : swap.unavailableMillis());
  }

  /**
   * What came of taking the database over.
   *
   * @param tool null where there was nothing to take over
   */
  void adopted(String tool, String found, List<String> revisions, int recorded) {
    adopted = new JobReport.Adopted(tool, found, revisions, recorded);
  }

  void rehearsal(RehearsalReport report) {
    List<RehearsedStatement> worst = report.notable().stream().limit(MAX_STATEMENTS).toList();
    rehearsal =
        new JobReport.Rehearsal(
            report.outcome().code(),
            report.backup(),
            report.restoreMillis(),
            report.millis(),
            worst.stream().map(ReportBuilder::statement).toList(),
            report.statements().size() - worst.size());
  }

  private static StatementRehearsal statement(RehearsedStatement one) {
    return new StatementRehearsal(
        one.revision(),
        RehearsalReport.shortened(one.sql()),
        one.lock(),
        one.relation(),
        one.blocks(),
        one.blockedMillis(),
        one.rewriteBytes(),
        one.walBytes(),
        one.millis(),
        one.failure());
  }

  JobReport succeeded(String message) {
    return report(JobReport.SUCCEEDED, null, false, message);
  }

  JobReport failed(Throwable failure) {
    if (failure instanceof AthanorException known) {
      return report(
          JobReport.FAILED,
          known.reason().code(),
          known.reason().retryable(),
          sentence(known.getMessage()) + " " + known.nextStep(Words.RESOURCE));
    }
    return report(
        JobReport.FAILED,
        Reason.INTERNAL_ERROR.code(),
        false,
        "A defect of Athanor's: " + failure + ". The container's log has the stack trace.");
  }

  private JobReport report(String outcome, String reason, boolean retryable, String message) {
    return new JobReport(
        JobReport.VERSION,
        step,
        outcome,
        reason,
        retryable,
        message,
        observedAt,
        bundleDigest,
        history,
        plan,
        backup,
        store,
        restore,
        rehearsal,
        adopted);
  }

  private static String sentence(String message) {
    String text = message == null ? "" : message.strip();
    return text.isEmpty() || ".!?:".indexOf(text.charAt(text.length() - 1)) >= 0
        ? text
        : text + ".";
  }
}
