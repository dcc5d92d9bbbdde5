package dev.athanor.cli.verb;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.ListBackups;
import java.nio.file.Path;

/** The backups of a volume. */
final class BackupsVerb extends Verb {
  private Path directory;
  private String pin;
  private String unpin;

  @Override
  public String summary() {
    return "List the backups of a volume; pin one or let it go.";
  }

  @Override
  void options(Arguments arguments) {
    arguments
        .required("--backup-dir", "DIR", "the backup volume", v -> directory = Path.of(v))
        .option("--pin", "NAME", "keep this one whatever comes after it", v -> pin = v)
        .option("--unpin", "NAME", "leave this one to retention again", v -> unpin = v);
  }

  @Override
  CommandResult result() {
    ListBackups backups = new ListBackups(directory);
    CommandResult listed = pin == null ? backups.run() : backups.keep(pin);
    return unpin == null ? listed : backups.release(unpin);
  }
}
