package dev.athanor.cli.job;

import dev.athanor.cli.Log;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the plan that was decided on and backed up for, and no other. */
@Command(name = "apply", description = "Run the plan; wants the receipt of its backup.")
final class JobApply extends JobStep {
  @Mixin MigrationOptions options;

  @Option(names = "--plan-hash", paramLabel = "sha256:…", required = true)
  String planHash;

  @Option(
      names = "--interrupt-grace",
      paramLabel = "ISO8601",
      defaultValue = "PT240S",
      description =
          "After SIGTERM, how long a running transaction may take before it is cancelled (default:"
              + " ${DEFAULT-VALUE}).")
  Duration grace;

  @Override
  String name() {
    return "apply";
  }

  @Override
  String run(ReportBuilder report) {
    PlanRequest request = options.request(report);
    MigrationPlan plan = options.plan(request, report, log);
    BackupReceipt receipt = ReceiptFile.read(options.receipt, planHash);
    MigrationOptions.requireHash(plan, planHash);
    log.info(PlanText.summary(plan));
    DatabaseTarget target = options.target();
    Progress progress = new Progress(log);
    MigrateOptions how = MigrateOptions.DEFAULTS.withInterruptGrace(grace).withListener(progress);
    try {
      MigrationResult result =
          new Migrator(target.url(), target.settings(), request)
              .migrate(
                  plan, receipt, options.database.lockWait().map(how::withLockWait).orElse(how));
      return describe(result);
    } finally {
      observe(target, request, plan, report, progress);
    }
  }

  private static String describe(MigrationResult result) {
    return "Applied "
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
    report.plan(plan, plan.steps().size() - progress.done);
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
