package dev.athanor.cli.job;

import dev.athanor.cli.RetainDroppedOption;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.cli.job.MigrationOptions.JobMigration;
import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.GoBack;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Uninterrupted;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs the plan that was decided on and backed up for, and no other. */
final class JobApply extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private String planHash;
  private String fence;
  private final RetainDroppedOption retainDropped = new RetainDroppedOption();
  private Duration grace = Duration.ofSeconds(240);

  @Override
  public String summary() {
    return "Run the plan; wants the receipt of its backup.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    arguments.required(
        "--plan-hash", "sha256:…", "of the plan", v -> planHash = MigrationSteps.hash(v));
    retainDropped.declare(arguments);
    arguments.option(
        "--fence", "RUN", "lift the write fence of this run when all is well", v -> fence = v);
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
    return migration
        .tenants(report, log)
        .map(
            tenants ->
                tenants.apply(planHash, ReceiptFile.read(migration.receipt(), planHash), options()))
        .orElseGet(() -> apply(report));
  }

  private MigrateOptions options() {
    return MigrateOptions.DEFAULTS
        .withInterruptGrace(grace)
        .withRetainDropped(retainDropped.value());
  }

  private String apply(ReportBuilder report) {
    JobMigration job = migration.migration(report, log);
    MigrationPlan plan = job.steps().plan();
    BackupReceipt receipt = ReceiptFile.read(migration.receipt(), planHash);
    MigrationSteps.requireHash(plan, planHash);
    log.info(PlanText.summary(plan));
    Optional<MigrationResult> result = Optional.empty();
    try {
      result = Optional.of(job.steps().apply(plan, receipt, options()));
      if (fence != null && GoBack.fence(job.database()).lift()) {
        log.info("The write fence is lifted.");
      }
      return describe(result.get()) + job.events().waits();
    } finally {
      observe(job, plan, result.map(MigrationResult::to), report);
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

  /**
   * Whether it went well or not, the report says where the database now is, and what is left. Where
   * it cannot be read again, what the run did is the truth, not what was read before.
   *
   * @param reached empty when the run failed
   */
  private void observe(
      JobMigration job, MigrationPlan plan, Optional<List<String>> reached, ReportBuilder report) {
    report.plan(plan, plan.steps().subList(job.events().done(), plan.steps().size()));
    Uninterrupted.run(() -> look(job, plan, reached, report));
  }

  private void look(
      JobMigration job, MigrationPlan plan, Optional<List<String>> reached, ReportBuilder report) {
    Optional<History> history = Optional.empty();
    try {
      history = Optional.of(job.steps().observe());
      report.plan(plan, job.steps().left(history.get()));
    } catch (AthanorException e) {
      log.warn("What is left cannot be told: " + e.getMessage());
      if (history.isEmpty() && job.events().done() > 0) {
        report.unread(reached.orElse(List.of("unknown")));
      }
    }
  }
}
