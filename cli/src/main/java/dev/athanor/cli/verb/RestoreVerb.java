package dev.athanor.cli.verb;

import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.RestoreOptions;
import dev.athanor.cli.StoreOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.RestoreBackup;

/** Brings a backup back. */
final class RestoreVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final RestoreOptions restore = new RestoreOptions();
  private final StoreOptions store = new StoreOptions();
  private String backup;

  @Override
  public String summary() {
    return "Bring a verified backup into a database.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    restore.declare(arguments);
    store.require(arguments);
    arguments.requiredPositional("BACKUP", "a name that backups lists", v -> backup = v);
  }

  @Override
  CommandResult result() {
    return new RestoreBackup(
            store.store().orElseThrow(),
            backup,
            database.target(System.getenv()),
            restore.request(),
            this::progress)
        .run();
  }
}
