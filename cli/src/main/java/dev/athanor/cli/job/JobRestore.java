package dev.athanor.cli.job;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.RestoreOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RestoreBackup;
import java.nio.file.Path;

/** Brings a backup back. */
final class JobRestore extends JobStep {
  private final DatabaseOptions database = new DatabaseOptions();
  private final RestoreOptions restore = new RestoreOptions();
  private Path directory;
  private String backup;

  @Override
  public String summary() {
    return "Bring a verified backup into a database.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    restore.declare(arguments);
    arguments
        .required("--backup-dir", "DIR", "the backup volume", v -> directory = Path.of(v))
        .required("--backup", "NAME", "a directory of it", v -> backup = v);
  }

  @Override
  String name() {
    return "restore";
  }

  @Override
  String work(ReportBuilder report) {
    DatabaseTarget target = database.target(System.getenv());
    log.info("Restoring " + backup + " into " + target.url() + ".");
    return new RestoreBackup(directory, backup, target, restore.request(), log::info).run().text()
        + ".";
  }
}
