package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a backup goes and how long it is kept.
 *
 * @param store where it goes
 * @param jobs tables dumped at the same time ({@code pg_dump --jobs}), at least 1
 * @param retain how many verified backups of the same database stay beside those that are pinned or
 *     kept, the new one included; at least 1
 * @param days of how many days, counted in UTC from the newest backup, the first backup stays, too;
 *     zero: of none
 * @param maxAge how old a backup at the same history fingerprint may be to serve again; zero: never
 *     reuse one
 * @param generation what the backup is for, such as uid and generation of a resource: the first
 *     backup of each is pinned, not only the first of a way
 * @param keep whether it stays until somebody says otherwise
 * @param tools the directory of PostgreSQL's client programs; empty: the installed ones nearest to
 *     the server's
 */
public record BackupRequest(
    BackupStore store,
    int jobs,
    int retain,
    int days,
    Duration maxAge,
    Optional<String> generation,
    boolean keep,
    Optional<Path> tools) {

  public static final int DEFAULT_JOBS = 2;
  public static final int DEFAULT_RETAIN = 3;

  public BackupRequest {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(maxAge, "maxAge");
    Objects.requireNonNull(generation, "generation");
    Objects.requireNonNull(tools, "tools");
    requireAtLeastOne("jobs", Term.BACKUP_JOBS, jobs);
    requireAtLeastOne("retain", Term.BACKUP_RETAIN, retain);
    if (days < 0) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "backup days is " + days,
          "Give " + Term.BACKUP_DAYS + " a number of days, or zero.");
    }
    if (maxAge.isNegative()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "backup maxAge is negative: " + maxAge,
          "Give " + Term.BACKUP_MAX_AGE + " a duration that is not negative.");
    }
  }

  /**
   * Two jobs, three kept, none of the days, no reuse, no name, the programs nearest to the server.
   */
  public static BackupRequest into(BackupStore store) {
    return new BackupRequest(
        store,
        DEFAULT_JOBS,
        DEFAULT_RETAIN,
        0,
        Duration.ZERO,
        Optional.empty(),
        false,
        Optional.empty());
  }

  public BackupRequest withJobs(int value) {
    return new BackupRequest(store, value, retain, days, maxAge, generation, keep, tools);
  }

  public BackupRequest withRetain(int value) {
    return new BackupRequest(store, jobs, value, days, maxAge, generation, keep, tools);
  }

  public BackupRequest withDays(int value) {
    return new BackupRequest(store, jobs, retain, value, maxAge, generation, keep, tools);
  }

  public BackupRequest withMaxAge(Duration value) {
    return new BackupRequest(store, jobs, retain, days, value, generation, keep, tools);
  }

  /**
   * @param value null for none
   */
  public BackupRequest withGeneration(String value) {
    return new BackupRequest(
        store, jobs, retain, days, maxAge, Optional.ofNullable(value), keep, tools);
  }

  public BackupRequest withKeep(boolean value) {
    return new BackupRequest(store, jobs, retain, days, maxAge, generation, value, tools);
  }

  /**
   * @param value null for the installed ones nearest to the server's
   */
  public BackupRequest withTools(Path value) {
    return new BackupRequest(
        store, jobs, retain, days, maxAge, generation, keep, Optional.ofNullable(value));
  }

  private static void requireAtLeastOne(String name, Term option, int value) {
    if (value < 1) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "backup " + name + " is " + value,
          "Give " + option + " a number from 1 up.");
    }
  }
}
