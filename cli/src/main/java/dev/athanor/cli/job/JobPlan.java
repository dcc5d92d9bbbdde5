package dev.athanor.cli.job;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.backup.PostgresTools;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanText;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the database and says what would be done; changes nothing. */
final class JobPlan extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private BackupPolicy policy = BackupPolicy.Always;
  private Path tools;

  @Override
  public String summary() {
    return "Report what a migration would do.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    arguments
        .option(
            "--backup-policy",
            "POLICY",
            "with Always (the default), pg_dump must be able to back it up",
            v -> policy = Values.choice("--backup-policy", BackupPolicy.class, v))
        .option(
            "--tools-dir",
            "DIR",
            "PostgreSQL's client programs (default: the newest that is installed)",
            v -> tools = Path.of(v));
  }

  @Override
  String name() {
    return "plan";
  }

  @Override
  String work(ReportBuilder report) {
    PlanRequest request = migration.request(report);
    MigrationPlan plan = migration.plan(request, report, log);
    if (!plan.isEmpty()) {
      log.info(PlanText.render(plan));
      requireTools();
    }
    return PlanText.summary(plan);
  }

  /** Better now than after somebody has approved the plan. */
  private void requireTools() {
    if (policy == BackupPolicy.Always) {
      try (Database session = migration.target().open()) {
        PostgresTools.locate(Optional.ofNullable(tools)).requireFor(session.facts());
      }
    }
  }
}
