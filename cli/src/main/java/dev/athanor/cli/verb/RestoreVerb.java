package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.RestoreOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.RestoreBackup;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a backup back. */
@Command(name = "restore", description = "Bring a verified backup into a database.")
final class RestoreVerb extends Verb {
  @Mixin DatabaseOptions database;

  @Option(names = "--backup-dir", paramLabel = "DIR", required = true)
  Path directory;

  @Parameters(paramLabel = "BACKUP", description = "A name that backups lists.")
  String backup;

  @Mixin RestoreOptions restore;

  @Override
  CommandResult run() {
    return new RestoreBackup(
            directory, backup, database.target(System.getenv()), restore.request(), this::progress)
        .run();
  }
}
