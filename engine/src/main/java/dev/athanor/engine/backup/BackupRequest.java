package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a backup goes and how long it is kept.
 *
 * @param directory the backup volume; each backup is a directory below it
 * @param jobs tables dumped at the same time ({@code pg_dump --jobs}), at least 1
 * @param retain how many verified, unpinned backups of the same database stay, the new one
 *     included; at least 1
 * @param maxAge how old a backup at the same history fingerprint may be to serve again; zero: never
 *     reuse one
 * @param generation what the backup is for, such as uid and generation of a resource: the first
 *     backup of a generation is pinned until the migration it was taken for has succeeded; empty:
 *     nothing is pinned
 * @param tools the directory of PostgreSQL's client programs; empty: the newest that is found
 */
public record BackupRequest(
    Path directory,
    int jobs,
    int retain,
    Duration maxAge,
    Optional<String> generation,
    Optional<Path> tools) {

  public static final int DEFAULT_JOBS = 2;
  public static final int DEFAULT_RETAIN = 3;

  public BackupRequest {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(maxAge, "maxAge");
    Objects.requireNonNull(generation, "generation");
    Objects.requireNonNull(tools, "tools");
    requireAtLeastOne("jobs", jobs);
    requireAtLeastOne("retain", retain);
    if (maxAge.isNegative()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "backup maxAge is negative: " + maxAge,
          "Give a duration such as PT1H, or zero.");
    }
  }

  /** Two jobs, three kept, no reuse, no pin, the newest programs. */
  public static BackupRequest into(Path directory) {
    return new BackupRequest(
        directory, DEFAULT_JOBS, DEFAULT_RETAIN, Duration.ZERO, Optional.empty(), Optional.empty());
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "backup " + name + " is " + value,
          "Give a number from 1 up.");
    }
  }
}
