package dev.athanor.maven;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.ListBackups;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;

/** Shows the backups, the newest first; pins one or lets it go. */
@Mojo(name = "backups", aggregator = true, requiresProject = false, threadSafe = true)
public final class BackupsMojo extends AthanorMojo {
  static final String DIRECTORY = "${user.home}/.athanor/backups";

  @Inject private RepositorySystem repositories;

  /**
   * Where backups lie: a directory outside of the build directory, which mvn clean deletes; or a
   * bucket, as {@code s3://bucket/prefix?region=…}.
   */
  @Parameter(property = "athanor.backupDirectory", defaultValue = DIRECTORY, required = true)
  private String backupDirectory;

  /** The name of a backup to keep whatever comes after it. */
  @Parameter(property = "athanor.pinBackup")
  private String pinBackup;

  /** The name of a backup to leave to retention again, whatever pinned it. */
  @Parameter(property = "athanor.unpin")
  private String unpin;

  @Override
  void run() {
    ListBackups backups =
        new ListBackups(new BackupPlace(project, session, repositories).store(backupDirectory));
    CommandResult listed = pinBackup == null ? backups.run() : backups.keep(pinBackup);
    print(unpin == null ? listed : backups.release(unpin));
  }
}
