package dev.athanor.cli.verb;

import dev.athanor.cli.StoreOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.ListBackups;

/** The backups of a volume. */
final class BackupsVerb extends Verb {
  private BackupStore store;
  private String pin;
  private String unpin;

  @Override
  public String summary() {
    return "List the backups of a volume; pin one or let it go.";
  }

  @Override
  void options(Arguments arguments) {
    StoreOptions.requirePlace(arguments, named -> store = named);
    arguments
        .option("--pin", "NAME", "keep this one whatever comes after it", v -> pin = v)
        .option("--unpin", "NAME", "leave this one to retention again", v -> unpin = v);
  }

  @Override
  CommandResult result() {
    ListBackups backups = new ListBackups(store);
    CommandResult listed = pin == null ? backups.run() : backups.keep(pin);
    return unpin == null ? listed : backups.release(unpin);
  }
}
