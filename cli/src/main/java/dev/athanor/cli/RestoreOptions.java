package dev.athanor.cli;

import dev.athanor.engine.backup.RestoreRequest;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a backup is brought back. */
public final class RestoreOptions {
  @Option(
      names = "--backup-jobs",
      paramLabel = "N",
      defaultValue = "2",
      description = "Tables at the same time; 1: all in one transaction (default: 2).")
  int jobs;

  @Option(
      names = "--accept-loss",
      paramLabel = "TOKEN",
      description =
          "Replace what the database holds: the refusal without this names what would be lost, and"
              + " the token.")
  String acceptLoss;

  @Option(names = "--no-owner", description = "All belongs to the user that restores.")
  boolean noOwner;

  @Option(
      names = "--tools-dir",
      paramLabel = "DIR",
      description = "PostgreSQL's client programs (default: the newest that is installed).")
  Path tools;

  public RestoreRequest request() {
    return new RestoreRequest(
        jobs, !noOwner, Optional.ofNullable(acceptLoss), Optional.ofNullable(tools));
  }
}
