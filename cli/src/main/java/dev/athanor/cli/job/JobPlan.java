package dev.athanor.cli.job;

import dev.athanor.engine.backup.PostgresTools;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanText;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the database and says what would be done; changes nothing. */
@Command(name = "plan", description = "Report what a migration would do.")
final class JobPlan extends JobStep {
  @Mixin MigrationOptions options;

  @Option(
      names = "--backup-policy",
      defaultValue = "Always",
      description = "${COMPLETION-CANDIDATES}: with Always, pg_dump must be able to back it up.")
  BackupPolicy policy;

  @Option(names = "--tools-dir", paramLabel = "DIR", description = "PostgreSQL's client programs.")
  Path tools;

  @Override
  String name() {
    return "plan";
  }

  @Override
  String run(ReportBuilder report) {
    PlanRequest request = options.request(report);
    MigrationPlan plan = options.plan(request, report, log);
    if (!plan.isEmpty()) {
      log.info(PlanText.render(plan));
      requireTools();
    }
    return PlanText.summary(plan);
  }

  /** Better now than after somebody has approved the plan. */
  private void requireTools() {
    if (policy == BackupPolicy.Always) {
      try (Database session = options.target().open()) {
        PostgresTools.locate(Optional.ofNullable(tools)).requireFor(session.facts());
      }
    }
  }
}
