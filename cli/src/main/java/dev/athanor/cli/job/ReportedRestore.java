package dev.athanor.cli.job;

import dev.athanor.cli.Log;
import dev.athanor.engine.backup.Loss;
import dev.athanor.engine.backup.RestoreListener;

/**
 * Says what a restore does in the log, and what would be lost in the report.
 *
 * @param backup its name
 */
record ReportedRestore(Log log, ReportBuilder report, String backup) implements RestoreListener {
  @Override
  public void progress(String line) {
    log.info(line);
  }

  @Override
  public void loss(Loss loss) {
    report.loss(backup, loss);
  }
}
