package dev.athanor.engine.backup;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How a backup is brought back.
 *
 * @param jobs tables loaded at the same time; 1 loads everything in one transaction
 * @param keepOwners whether objects get their owners and grants back; false: all belongs to the
 *     user that restores
 * @param acceptLoss the token with which a refusal named what would be lost; empty: only an empty
 *     database is restored into
 * @param tools the directory of PostgreSQL's client programs; empty: the installed ones nearest to
 *     the server's
 * @param swap whether it goes into a new database beside the old one, which then takes its name;
 *     else in place
 */
public record RestoreRequest(
    int jobs, boolean keepOwners, Optional<String> acceptLoss, Optional<Path> tools, boolean swap) {
  public RestoreRequest {
    Objects.requireNonNull(acceptLoss, "acceptLoss");
    Objects.requireNonNull(tools, "tools");
  }

  /** In place. */
  public RestoreRequest(
      int jobs, boolean keepOwners, Optional<String> acceptLoss, Optional<Path> tools) {
    this(jobs, keepOwners, acceptLoss, tools, false);
  }

  /** The same to the side, or in place. */
  public RestoreRequest withSwap(boolean toTheSide) {
    return new RestoreRequest(jobs, keepOwners, acceptLoss, tools, toTheSide);
  }

  /** Two jobs, with owners, into an empty database, the programs nearest to the server. */
  public static RestoreRequest intoEmpty() {
    return new RestoreRequest(BackupRequest.DEFAULT_JOBS, true, Optional.empty(), Optional.empty());
  }
}
