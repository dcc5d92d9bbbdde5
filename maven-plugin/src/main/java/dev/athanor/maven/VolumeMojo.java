package dev.athanor.maven;

import dev.athanor.engine.backup.BackupStore;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;

/** A goal that writes or reads backups of its database. */
abstract class VolumeMojo extends DatabaseMojo {

  @Inject private RepositorySystem repositories;

  /**
   * Where backups lie: a directory outside of the build directory, which mvn clean deletes; or a
   * bucket, as {@code s3://bucket/prefix?region=…}.
   */
  @Parameter(
      property = "athanor.backupDirectory",
      defaultValue = BackupsMojo.DIRECTORY,
      required = true)
  private String backupDirectory;

  /** Where pg_dump and pg_restore are; the installed ones nearest to the server's unless given. */
  @Parameter(property = "athanor.postgresBin")
  private File postgresBin;

  final BackupStore store() {
    return new BackupPlace(project, session, repositories).store(backupDirectory);
  }

  final Optional<Path> tools() {
    return Optional.ofNullable(postgresBin).map(File::toPath);
  }
}
