package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.RestoreRequest;
import java.nio.file.Path;
import java.util.Optional;

/** How a backup is brought back. */
public final class RestoreOptions {
  private int jobs = BackupRequest.DEFAULT_JOBS;
  private String acceptLoss;
  private boolean noOwner;
  private boolean swap;
  private Path tools;

  public void declare(Arguments arguments) {
    arguments
        .option(
            "--backup-jobs",
            "N",
            "tables at the same time; 1: all in one transaction (default: 2)",
            v -> jobs = Values.number("--backup-jobs", v))
        .option(
            "--accept-loss",
            "TOKEN",
            "replace what the database holds; the refusal names what is lost, and the token",
            v -> acceptLoss = v)
        .flag(
            "--swap",
            "into a new database beside the old one, compared, which then takes its name; the old"
                + " one stays under another",
            () -> swap = true)
        .flag("--no-owner", "all belongs to the user that restores", () -> noOwner = true)
        .option(
            "--tools-dir",
            "DIR",
            "PostgreSQL's client programs (default: the installed ones nearest to the server's)",
            v -> tools = Path.of(v));
  }

  public RestoreRequest request() {
    return new RestoreRequest(
        jobs, !noOwner, Optional.ofNullable(acceptLoss), Optional.ofNullable(tools), swap);
  }
}
