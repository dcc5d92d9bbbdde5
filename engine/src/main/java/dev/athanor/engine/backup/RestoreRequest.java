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
 * @param beforehand in place of a token: what may be lost, as somebody said before there was
 *     anything to lose
 * @param swap whether it goes into a new database beside the old one, which then takes its name;
 *     else in place
 */
public record RestoreRequest(
    int jobs,
    boolean keepOwners,
    Optional<String> acceptLoss,
    Optional<Beforehand> beforehand,
    Optional<Path> tools,
    boolean swap) {

  /**
   * That what a run has done, and others have written since the backup from before it, is lost.
   *
   * @param run names the run: what a killed restore has come to is known by it
   * @param fenced whether nobody but us can have written since, which is then required
   */
  public record Beforehand(String run, boolean fenced) {
    public Beforehand {
      Objects.requireNonNull(run, "run");
    }
  }

  public RestoreRequest {
    Objects.requireNonNull(acceptLoss, "acceptLoss");
    Objects.requireNonNull(beforehand, "beforehand");
    Objects.requireNonNull(tools, "tools");
  }

  /** In place. */
  public RestoreRequest(
      int jobs, boolean keepOwners, Optional<String> acceptLoss, Optional<Path> tools) {
    this(jobs, keepOwners, acceptLoss, tools, false);
  }

  /** Nothing said beforehand. */
  public RestoreRequest(
      int jobs,
      boolean keepOwners,
      Optional<String> acceptLoss,
      Optional<Path> tools,
      boolean swap) {
    this(jobs, keepOwners, acceptLoss, Optional.empty(), tools, swap);
  }

  /** To the side, with the loss accepted beforehand. */
  public static RestoreRequest goingBack(int jobs, Beforehand accepted) {
    return new RestoreRequest(
        jobs, true, Optional.empty(), Optional.of(accepted), Optional.empty(), true);
  }

  /** The word by which a loss was accepted, which the old database's mark keeps. */
  Optional<String> word() {
    return beforehand.map(Beforehand::run).or(() -> acceptLoss);
  }

  /** Two jobs, with owners, into an empty database, the programs nearest to the server. */
  public static RestoreRequest intoEmpty() {
    return new RestoreRequest(BackupRequest.DEFAULT_JOBS, true, Optional.empty(), Optional.empty());
  }
}
