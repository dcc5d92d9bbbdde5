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
 */
public record RestoreRequest(
    int jobs, boolean keepOwners, Optional<String> acceptLoss, Optional<Path> tools) {
  public RestoreRequest {
    Objects.requireNonNull(acceptLoss, "acceptLoss");
    Objects.requireNonNull(tools, "tools");
  }

  /** Two jobs, with owners, into an empty database, the programs nearest to the server. */
  public static RestoreRequest intoEmpty() {
    return new RestoreRequest(BackupRequest.DEFAULT_JOBS, true, Optional.empty(), Optional.empty());
  }
}
