package dev.athanor.cli.verb;

import dev.athanor.cli.BackupOptions;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.RestoreOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.RestoreBackup;

/** Brings a backup back. */
final class RestoreVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final RestoreOptions restore = new RestoreOptions();
  private BackupStore store;
  private String backup;

  @Override
  public String summary() {
    return "Bring a verified backup into a database.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    restore.declare(arguments);
    BackupOptions.requireStore(arguments, named -> store = named);
    arguments.requiredPositional("BACKUP", "a name that backups lists", v -> backup = v);
  }

  @Override
  CommandResult result() {
    return new RestoreBackup(
            store, backup, database.target(System.getenv()), restore.request(), this::progress)
        .run();
  }
}
