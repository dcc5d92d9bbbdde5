package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.ListBackups;
import java.nio.file.Path;

/** The backups of a volume. */
final class BackupsVerb extends Verb {
  private Path directory;

  @Override
  public String summary() {
    return "List the backups of a volume.";
  }

  @Override
  void options(Arguments arguments) {
    arguments.required("--backup-dir", "DIR", "the backup volume", v -> directory = Path.of(v));
  }

  @Override
  CommandResult result() {
    return new ListBackups(directory).run();
  }
}
