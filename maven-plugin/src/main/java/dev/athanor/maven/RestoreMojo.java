package dev.athanor.maven;

import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.backup.RestoreRequest;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.RestoreBackup;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Brings a backup back: into an empty database, or in place of what is there once its loss was
 * accepted, or into a new database that takes the old one's name.
 */
@Mojo(name = "restore", threadSafe = true)
public final class RestoreMojo extends VolumeMojo {

  /** The backup's name, as {@code athanor:backups} shows it. */
  @Parameter(property = "athanor.restore")
  private String restore;

  /**
   * The token with which a refusal named what the database would lose; it goes for that backup and
   * that loss only.
   */
  @Parameter(property = "athanor.acceptLoss")
  private String acceptLoss;

  /**
   * Restores into a new database beside the old one, compares it with the backup, and then gives it
   * the old one's name; the old one stays, under another.
   */
  @Parameter(property = "athanor.swap", defaultValue = "false")
  private boolean swap;

  /** Gives everything to the user that restores, and no grants. */
  @Parameter(property = "athanor.noOwner", defaultValue = "false")
  private boolean noOwner;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    if (restore == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a restore needs the name of a backup",
          "Say which one with -Dathanor.restore=NAME; `mvn athanor:backups` lists them.");
    }
    RestoreRequest request =
        new RestoreRequest(
            BackupRequest.DEFAULT_JOBS, !noOwner, Optional.ofNullable(acceptLoss), tools(), swap);
    print(
        new RestoreBackup(store(), restore, database, request, line -> getLog().info(line)).run());
  }
}
