package dev.athanor.maven;

import dev.athanor.engine.command.ListBackups;
import java.io.File;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows the backups that upgrade and downgrade took, the newest first. */
@Mojo(name = "backups", aggregator = true, requiresProject = false, threadSafe = true)
public final class BackupsMojo extends AthanorMojo {
  static final String DIRECTORY = "${user.home}/.athanor/backups";

  /** Where backups lie: outside of the build directory, which mvn clean deletes. */
  @Parameter(property = "athanor.backupDirectory", defaultValue = DIRECTORY, required = true)
  private File backupDirectory;

  @Override
  void run() {
    print(new ListBackups(backupDirectory.toPath()).run());
  }
}
