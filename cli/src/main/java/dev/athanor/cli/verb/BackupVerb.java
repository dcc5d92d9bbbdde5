package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.TakeBackup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A backup for its own sake. */
@Command(name = "backup", description = "Back up a database and verify it.")
final class BackupVerb extends Verb {
  @Mixin DatabaseOptions database;

  @Mixin BackupOptions backup;

  @Override
  CommandResult run() {
    return new TakeBackup(database.target(System.getenv()), backup.request(), this::progress).run();
  }
}
