package dev.athanor.engine.command;

import dev.athanor.engine.apply.MigrateOptions;
import dev.athanor.engine.apply.MigrationResult;
import dev.athanor.engine.apply.Migrator;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.plan.AtHead;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What upgrade and downgrade share: plan, back up, run. */
final class Migration {
  private final PlanRequest request;
  private final DatabaseTarget database;
  private final BackupChoice backup;
  private final Consumer<String> progress;

  Migration(
      PlanRequest request,
      DatabaseTarget database,
      BackupChoice backup,
      Consumer<String> progress) {
    this.request = request;
    this.database = database;
    this.backup = backup;
    this.progress = progress;
  }

  MigrationOutcome run() {
    MigrationPlan plan;
    try (Database session = database.open()) {
      Optional<String> head = AtHead.find(request, session);
      if (head.isPresent()) {
        return MigrationOutcome.nothing(List.of(head.get()));
      }
      plan = Planner.plan(request, History.read(session));
    }
    if (plan.isEmpty()) {
      return MigrationOutcome.nothing(plan.to());
    }
    IrreversibleWarning.of(plan).ifPresent(progress);
    BackupReceipt receipt = receipt(plan);
    MigrationResult result =
        new Migrator(database.url(), database.settings(), request)
            .migrate(plan, receipt, options());
    return new MigrationOutcome(
        result.direction(),
        result.from(),
        result.to(),
        result.applied(),
        result.skipped(),
        result.warnings(),
        Optional.of(receipt),
        result.took().toMillis());
  }

  /** Whoever says how long to wait for a table's lock means the migration lock, too. */
  private MigrateOptions options() {
    MigrateOptions options =
        MigrateOptions.DEFAULTS.withListener(new MigrationProgress(request.bundle(), progress));
    Duration wait = database.settings().lockTimeout();
    return wait.isZero() ? options : options.withLockWait(wait);
  }

  private BackupReceipt receipt(MigrationPlan plan) {
    if (backup instanceof BackupChoice.Waive waive) {
      return new BackupReceipt.Waived(plan.hash(), waive.policy());
    }
    BackupChoice.Take take = (BackupChoice.Take) backup;
    BackupReceipt.Verified receipt =
        new BackupTool(progress).backup(plan, database.url(), database.settings(), take.request());
    progress.accept("Backup " + receipt.directory() + " (" + receipt.bytes() + " bytes), verified");
    return receipt;
  }
}
