package dev.athanor.cli.job;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.RestoreOptions;
import dev.athanor.cli.StoreOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RestoreBackup;
import dev.athanor.engine.command.RestoreBackup.Restored;

/** Brings a backup back. */
final class JobRestore extends JobStep {
  private final DatabaseOptions database = new DatabaseOptions();
  private final RestoreOptions restore = new RestoreOptions();
  private final StoreOptions store = new StoreOptions();
  private String backup;
  private String into;

  @Override
  public String summary() {
    return "Bring a verified backup into a database.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    restore.declare(arguments);
    store.require(arguments);
    arguments
        .required("--backup", "NAME", "of one of its backups", v -> backup = v)
        .option("--into", "NAME", "another database of the same server", v -> into = v);
  }

  @Override
  String name() {
    return "restore";
  }

  @Override
  String work(ReportBuilder report) {
    DatabaseTarget given = database.target(System.getenv());
    DatabaseTarget target =
        into == null ? given : new DatabaseTarget(given.url().withDatabase(into), given.settings());
    log.info("Restoring " + backup + " into " + target.url() + ".");
    ReportedRestore listener = new ReportedRestore(log, report, backup);
    Restored restored =
        new RestoreBackup(store.store().orElseThrow(), backup, target, restore.request(), listener)
            .run();
    report.restored(restored);
    return restored.text() + ".";
  }
}
