package dev.athanor.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that writes or reads backups of its database. */
abstract class VolumeMojo extends DatabaseMojo {

  /** Where backups lie: outside of the build directory, which mvn clean deletes. */
  @Parameter(
      property = "athanor.backupDirectory",
      defaultValue = BackupsMojo.DIRECTORY,
      required = true)
  private File backupDirectory;

  /** Where pg_dump and pg_restore are; the installed ones nearest to the server's unless given. */
  @Parameter(property = "athanor.postgresBin")
  private File postgresBin;

  final Path volume() {
    return backupDirectory.toPath();
  }

  final Optional<Path> tools() {
    return Optional.ofNullable(postgresBin).map(File::toPath);
  }
}
