package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.rehearsal.restored.RehearsalLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a plan may do in its rehearsal, and how the backup is loaded for it. */
public final class RehearsalOptions {
  private Duration maxBlocked;
  private Long maxRewrite;
  private Duration maxDuration;
  private int jobs = BackupRequest.DEFAULT_JOBS;
  private Path tools;

  public void declare(Arguments arguments) {
    arguments
        .option(
            "--max-blocked",
            "DURATION",
            "how long one lock may keep readers or writers of a table waiting (default: no limit)",
            v -> maxBlocked = Values.duration("--max-blocked", v))
        .option(
            "--max-rewrite",
            "BYTES",
            "what one statement may write anew, such as 1Gi (default: no limit)",
            v -> maxRewrite = Values.bytes("--max-rewrite", v))
        .option(
            "--max-duration",
            "DURATION",
            "how long all statements may take together (default: no limit)",
            v -> maxDuration = Values.duration("--max-duration", v))
        .option(
            "--backup-jobs",
            "N",
            "tables restored at the same time (default: " + BackupRequest.DEFAULT_JOBS + ")",
            v -> jobs = Values.number("--backup-jobs", v))
        .option(
            "--tools-dir",
            "DIR",
            "PostgreSQL's client programs (default: the installed ones nearest to the server's)",
            v -> tools = Path.of(v));
  }

  public RehearsalLimits limits() {
    return new RehearsalLimits(
        Optional.ofNullable(maxBlocked),
        maxRewrite == null ? OptionalLong.empty() : OptionalLong.of(maxRewrite),
        Optional.ofNullable(maxDuration));
  }

  public RestoreRequest restore() {
    return new RestoreRequest(jobs, true, Optional.empty(), Optional.ofNullable(tools));
  }
}
