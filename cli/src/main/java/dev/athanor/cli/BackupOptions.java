package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where backups go and how long they stay. */
public final class BackupOptions {
  private final StoreOptions store = new StoreOptions();
  private int jobs = BackupRequest.DEFAULT_JOBS;
  private int retain = BackupRequest.DEFAULT_RETAIN;
  private int days;
  private boolean pin;
  private Duration maxAge = Duration.ZERO;
  private Path tools;

  public void declare(Arguments arguments) {
    store.declare(arguments);
    arguments
        .option(
            "--backup-jobs",
            "N",
            "tables at the same time (default: " + BackupRequest.DEFAULT_JOBS + ")",
            v -> jobs = Values.number("--backup-jobs", v))
        .option(
            "--backup-retain",
            "N",
            "backups of a database that stay (default: " + BackupRequest.DEFAULT_RETAIN + ")",
            v -> retain = Values.number("--backup-retain", v))
        .option(
            "--backup-days",
            "N",
            "the first backup of each of so many days stays, too (default: 0)",
            v -> days = Values.number("--backup-days", v))
        .flag("--pin", "keep this backup until `backups --unpin`", () -> pin = true)
        .option(
            "--backup-max-age",
            "ISO8601",
            "a younger backup of the same history serves again, such as PT1H",
            v -> maxAge = Values.duration("--backup-max-age", v))
        .option(
            "--tools-dir",
            "DIR",
            "PostgreSQL's client programs (default: the installed ones nearest to the server's)",
            v -> tools = Path.of(v));
  }

  /** Where PostgreSQL's client programs are, if that was said. */
  public Optional<Path> tools() {
    return Optional.ofNullable(tools);
  }

  /**
   * @param generation as {@link BackupRequest#generation}
   * @param without how this command goes without a backup, as a sentence
   * @throws AthanorException INVALID_CONFIGURATION when no volume is named; BACKUP_KEY_MISSING
   */
  public BackupRequest request(Optional<String> generation, String without) {
    return BackupRequest.into(
            store
                .store()
                .orElseThrow(
                    () ->
                        new AthanorException(
                            Reason.INVALID_CONFIGURATION,
                            "There is no place for backups.",
                            ("Give --backup-dir. " + without).strip())))
        .withJobs(jobs)
        .withRetain(retain)
        .withDays(days)
        .withMaxAge(maxAge)
        .withGeneration(generation.orElse(null))
        .withKeep(pin)
        .withTools(tools);
  }
}
