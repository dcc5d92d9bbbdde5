package dev.athanor.maven;

import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.age.AgeKeys;
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

  /**
   * A file with the key that backups are encrypted with, as {@code age-keygen} writes it; without
   * it the environment's {@code ATHANOR_BACKUP_KEY}, which holds the key itself.
   */
  @Parameter(property = "athanor.backupKeyFile")
  private File backupKeyFile;

  /** Where pg_dump and pg_restore are; the installed ones nearest to the server's unless given. */
  @Parameter(property = "athanor.postgresBin")
  private File postgresBin;

  final BackupStore store() {
    BackupStore place = new BackupPlace(project, session, repositories).store(backupDirectory);
    Path file = backupKeyFile == null ? null : backupKeyFile.toPath();
    return AgeKeys.find(file, System.getenv()).map(place::with).orElse(place);
  }

  final Optional<Path> tools() {
    return Optional.ofNullable(postgresBin).map(File::toPath);
  }
}
