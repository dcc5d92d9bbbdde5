package dev.athanor.maven;

import dev.athanor.engine.backup.BackupRequest;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that takes backups. */
abstract class BackingUpMojo extends VolumeMojo {

  /** How many backups of a database are kept, beside those that are pinned. */
  @Parameter(property = "athanor.backupRetain", defaultValue = "3")
  private int backupRetain;

  /** Of how many days the first backup is kept, too; 0 for none. */
  @Parameter(property = "athanor.backupDays", defaultValue = "0")
  private int backupDays;

  /** Keeps this backup until {@code athanor:backups} is given its name as {@code unpin}. */
  @Parameter(property = "athanor.pin", defaultValue = "false")
  private boolean pin;

  final BackupRequest backupRequest() {
    return BackupRequest.into(store())
        .withRetain(backupRetain)
        .withDays(backupDays)
        .withKeep(pin)
        .withTools(tools().orElse(null));
  }
}
