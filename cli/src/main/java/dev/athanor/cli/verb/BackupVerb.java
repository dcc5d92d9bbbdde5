package dev.athanor.cli.verb;

import dev.athanor.cli.BackupOptions;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.TerminalOutput;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.TakeBackup;
import java.util.Optional;

/** A backup for its own sake. */
final class BackupVerb extends Verb {
  private final DatabaseOptions database = new DatabaseOptions();
  private final BackupOptions backup = new BackupOptions();

  @Override
  public String summary() {
    return "Back up a database and verify it.";
  }

  @Override
  void options(Arguments arguments) {
    database.declare(arguments);
    backup.declare(arguments);
  }

  @Override
  CommandResult result() {
    try (TerminalOutput output = TerminalOutput.standard()) {
      return new TakeBackup(
              database.target(System.getenv()), backup.request(Optional.empty(), ""), output)
          .run();
    }
  }
}
