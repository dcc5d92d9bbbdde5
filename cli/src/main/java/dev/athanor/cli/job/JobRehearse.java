package dev.athanor.cli.job;

import dev.athanor.cli.RehearsalOptions;
import dev.athanor.cli.StoreOptions;
import dev.athanor.cli.Stores;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.job.MigrationOptions.JobMigration;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.rehearsal.restored.RehearsalReport;
import dev.athanor.rehearsal.restored.RehearsalRequest;
import dev.athanor.rehearsal.restored.RehearseBackup;
import dev.athanor.scratch.ScratchServer;
import java.util.Optional;

/** Tries the plan on its backup; the database itself is read, to know that the plan still holds. */
final class JobRehearse extends JobStep {
  private final MigrationOptions migration = new MigrationOptions();
  private final RehearsalOptions rehearsal = new RehearsalOptions();
  private final RehearsalServer beside = new RehearsalServer();
  private final StoreOptions store = new StoreOptions();
  private String planHash;

  @Override
  public String summary() {
    return "Try the plan on its backup, restored into a server beside.";
  }

  @Override
  void options(Arguments arguments) {
    migration.declare(arguments);
    rehearsal.declare(arguments);
    beside.declare(arguments);
    store.declareKey(arguments);
    arguments.required(
        "--plan-hash", "sha256:…", "of the plan", v -> planHash = MigrationSteps.hash(v));
  }

  @Override
  String name() {
    return "rehearse";
  }

  @Override
  String work(ReportBuilder report) {
    JobMigration job = migration.migration(report, log);
    MigrationPlan plan = job.steps().plan();
    MigrationSteps.requireHash(plan, planHash);
    RehearsalRequest request = request(job, plan);
    try (ScratchServer server = beside.open()) {
      RehearsalReport shown = new RehearseBackup(request, server, log::info).run();
      log.info(shown.text());
      report.rehearsal(shown);
      shown.orThrow();
      return shown.sentence() + ".";
    }
  }

  private RehearsalRequest request(JobMigration job, MigrationPlan plan) {
    BackupReceipt receipt = ReceiptFile.read(migration.receipt(), planHash);
    if (!(receipt instanceof BackupReceipt.Verified verified)) {
      throw new AthanorException(
          Reason.NOT_REHEARSED,
          "There is no backup to rehearse on: it was waived.",
          "Rehearse with --backup-policy=Always.");
    }
    DatabaseUrl url = job.database().url();
    return new RehearsalRequest(
        Backup.open(store.withKey(Stores.at(verified.store())), verified.name()),
        job.request(),
        Optional.of(plan),
        Optional.of(url.user()),
        Database.settingsOf(url, job.database().settings()),
        rehearsal.limits(),
        rehearsal.restore());
  }
}
