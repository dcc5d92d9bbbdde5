package dev.athanor.cli.job;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.RestoreOptions;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RestoreBackup;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a backup back. */
@Command(name = "restore", description = "Bring a verified backup into a database.")
final class JobRestore extends JobStep {
  @Mixin DatabaseOptions database;

  @Option(names = "--backup-dir", paramLabel = "DIR", required = true)
  Path directory;

  @Option(
      names = "--backup",
      paramLabel = "NAME",
      required = true,
      description = "A directory of --backup-dir.")
  String backup;

  @Mixin RestoreOptions restore;

  @Override
  String name() {
    return "restore";
  }

  @Override
  String run(ReportBuilder report) {
    DatabaseTarget target = database.target(System.getenv());
    log.info("Restoring " + backup + " into " + target.url() + ".");
    return new RestoreBackup(directory, backup, target, restore.request(), log::info).run().text()
        + ".";
  }
}
