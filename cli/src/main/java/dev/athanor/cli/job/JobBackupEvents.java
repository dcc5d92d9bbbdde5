package dev.athanor.cli.job;

import dev.athanor.cli.Log;
import dev.athanor.engine.backup.BackingUp;
import dev.athanor.engine.backup.BackupListener;
import dev.athanor.engine.backup.StoreChange;
import dev.athanor.engine.command.BackupText;

/** How a backup goes: lines in the log, and in the report what became of the store. */
final class JobBackupEvents implements BackupListener {
  private final ReportBuilder report;
  private final Log log;
  private final BackupText text = new BackupText();

  JobBackupEvents(ReportBuilder report, Log log) {
    this.report = report;
    this.log = log;
  }

  @Override
  public void progress(String line) {
    log.info(line);
  }

  @Override
  public void backingUp(BackingUp how) {
    text.line(how).ifPresent(log::info);
  }

  @Override
  public void stored(StoreChange change) {
    report.store(StoreReport.of(change));
  }
}
