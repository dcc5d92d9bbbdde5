package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.TakeBackup;
import org.apache.maven.plugins.annotations.Mojo;

/** Takes and verifies a backup for its own sake, before Athanor is first used for one. */
@Mojo(name = "backup", threadSafe = true)
public final class BackupMojo extends BackingUpMojo {
  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    print(new TakeBackup(database, backupRequest(), line -> getLog().info(line)).run());
  }
}
