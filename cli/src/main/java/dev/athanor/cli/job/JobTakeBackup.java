package dev.athanor.cli.job;

import dev.athanor.cli.BackupOptions;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.backup.BackupReceipt;
import dev.athanor.engine.backup.BackupTool;
import dev.athanor.engine.command.DatabaseTarget;
import java.util.Optional;

/** A backup for its own sake: no plan is made, and nothing is changed. */
final class JobTakeBackup extends JobStep {
  private final DatabaseOptions database = new DatabaseOptions();
  private final BackupOptions backup = new BackupOptions();
  private String maker;

  @Override
  public String summary() {
    return "Back up and verify, no migration following.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    backup.declare(arguments);
    arguments.option(
        "--generation-key", "KEY", "who has it made: backup.json has it", v -> maker = v);
  }

  @Override
  String name() {
    return "take-backup";
  }

  @Override
  String work(ReportBuilder report) {
    DatabaseTarget target = database.target(System.getenv());
    log.info("Reading " + target.url() + ".");
    BackupReceipt.Verified taken =
        new BackupTool(new JobBackupEvents(report, log))
            .backup(
                target.url(),
                target.settings(),
                backup.request(Optional.ofNullable(maker), "A backup needs a place."));
    report.backup(taken);
    return "Backed up and verified: " + taken.name() + ", " + taken.bytes() + " bytes.";
  }
}
