package dev.athanor.cli.job;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.backup.Backup;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.backup.RestoreTool;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.util.Optional;
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

  @Option(names = "--backup-jobs", paramLabel = "N", defaultValue = "2")
  int jobs;

  @Option(
      names = "--accept-loss",
      paramLabel = "TOKEN",
      description =
          "Replace what the database holds: the refusal without this names what would be lost, and"
              + " the token.")
  String acceptLoss;

  @Option(names = "--no-owner", description = "All belongs to the user that restores.")
  boolean noOwner;

  @Option(names = "--tools-dir", paramLabel = "DIR", description = "PostgreSQL's client programs.")
  Path tools;

  @Override
  String name() {
    return "restore";
  }

  @Override
  String run(ReportBuilder report) {
    if (!backup.equals(Path.of(backup).getFileName().toString())) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "--backup " + backup + " is a path.",
          "Give the name of a directory of --backup-dir.");
    }
    DatabaseTarget target = database.target(System.getenv());
    log.info("Restoring " + backup + " into " + target.url() + ".");
    Backup chosen = Backup.open(directory.resolve(backup));
    new RestoreTool(log::info)
        .restore(
            chosen,
            target.url(),
            target.settings(),
            new RestoreRequest(
                jobs, !noOwner, Optional.ofNullable(acceptLoss), Optional.ofNullable(tools)));
    return "Restored " + backup + ", taken at " + chosen.takenAt() + ".";
  }
}
