package dev.athanor.cli.job;

import dev.athanor.cli.Log;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.MigrationListener;
import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.apply.Migrator;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.PlanText;
import java.time.Duration;
import java.util.List;

/** Runs the plan that was decided on and backed up for, and no other. */
final class JobApply extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private String planHash;
  private Duration grace = Duration.ofSeconds(240);

  @Override
  public String summary() {
    return "Run the plan; wants the receipt of its backup.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    arguments.required("--plan-hash", "sha256:…", "of the plan", v -> planHash = v);
    arguments.option(
        "--interrupt-grace",
        "ISO8601",
        "after SIGTERM, how long a transaction may take before it is cancelled (default: PT240S)",
        v -> grace = Values.duration("--interrupt-grace", v));
  }

  @Override
  String name() {
    return "apply";
  }

  @Override
  String work(ReportBuilder report) {
    PlanRequest request = migration.request(report);
    MigrationPlan plan = migration.plan(request, report, log);
    BackupReceipt receipt = ReceiptFile.read(migration.receipt(), planHash);
    MigrationOptions.requireHash(plan, planHash);
    log.info(PlanText.summary(plan));
    DatabaseTarget target = migration.target();
    Progress progress = new Progress(log);
    MigrateOptions how = MigrateOptions.DEFAULTS.withInterruptGrace(grace).withListener(progress);
    try {
      MigrationResult result =
          new Migrator(target.url(), target.settings(), request)
              .migrate(plan, receipt, migration.lockWait().map(how::withLockWait).orElse(how));
      progress.skipped = result.skipped().size();
      return describe(result);
    } finally {
      observe(target, request, plan, report, progress);
    }
  }

  private static String describe(MigrationResult result) {
    return (result.direction() == MigrationPlan.Direction.DOWN ? "Undid " : "Applied ")
        + result.applied()
        + (result.applied() == 1 ? " changeset" : " changesets")
        + " in "
        + result.took().toMillis()
        + " ms; now at "
        + (result.to().isEmpty() ? "base" : String.join(", ", result.to()))
        + (result.skipped().isEmpty() ? "." : "; skipped " + result.skipped() + ".");
  }

  /** Whether it went well or not, the report says where the database now is. */
  private void observe(
      DatabaseTarget target,
      PlanRequest request,
      MigrationPlan plan,
      ReportBuilder report,
      Progress progress) {
    boolean interrupted = Thread.interrupted();
    report.plan(plan, plan.steps().size() - progress.done - progress.skipped);
    try (Database session = target.open()) {
      History history = History.read(session);
      List<String> current = MigrationOptions.current(request, history);
      report.history(history, current, session.facts());
    } catch (AthanorException e) {
      log.warn("The database cannot be read again: " + e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Says what happens, and counts. */
  private static final class Progress implements MigrationListener {
    private final Log log;
    private int done;

    /** What a precondition or failOnError kept out: not pending, or it would be tried for ever. */
    private int skipped;

    Progress(Log log) {
      this.log = log;
    }

    @Override
    public void done(PlanStep step, int number, int total) {
      done = number;
      log.info(
          "%d/%d %s %s %s"
              .formatted(
                  number,
                  total,
                  step.action().name().toLowerCase(java.util.Locale.ROOT),
                  step.revision(),
                  step.changeset().key()));
    }

    @Override
    public void warning(String message) {
      log.warn(message);
    }

    @Override
    public void waiting(String holder) {
      log.info("Waiting for another migration: " + holder + ".");
    }
  }
}
