package dev.athanor.cli.verb;

import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.command.BackupChoice;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where backups go and how long they stay. */
final class BackupOptions {
  @Option(names = "--backup-dir", paramLabel = "DIR", description = "The backup volume.")
  Path directory;

  @Option(
      names = "--backup-jobs",
      paramLabel = "N",
      defaultValue = "2",
      description = "Tables at the same time (default: ${DEFAULT-VALUE}).")
  int jobs;

  @Option(
      names = "--backup-retain",
      paramLabel = "N",
      defaultValue = "3",
      description = "Backups of a database that stay (default: ${DEFAULT-VALUE}).")
  int retain;

  @Option(
      names = "--backup-max-age",
      paramLabel = "ISO8601",
      defaultValue = "PT0S",
      description = "A younger backup of the same history serves again, such as PT1H.")
  Duration maxAge;

  @Option(
      names = "--tools-dir",
      paramLabel = "DIR",
      description = "PostgreSQL's client programs (default: the newest that is installed).")
  Path tools;

  /** With {@code --no-backup}, nobody can say that it was forgotten. */
  BackupChoice choice(boolean none) {
    return none ? new BackupChoice.Waive("--no-backup") : new BackupChoice.Take(request());
  }

  BackupRequest request() {
    return new BackupRequest(
        directory(), jobs, retain, maxAge, Optional.empty(), Optional.ofNullable(tools));
  }

  Path directory() {
    if (directory == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is no place for backups.",
          "Give --backup-dir; a migration may also go without one with --no-backup.");
    }
    return directory;
  }
}
