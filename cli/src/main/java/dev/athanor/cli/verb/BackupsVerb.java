package dev.athanor.cli.verb;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.ListBackups;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The backups of a volume. */
@Command(name = "backups", description = "List the backups of a volume.")
final class BackupsVerb extends Verb {
  @Option(names = "--backup-dir", paramLabel = "DIR", required = true)
  Path directory;

  @Override
  CommandResult run() {
    return new ListBackups(directory).run();
  }
}
