package dev.athanor.maven;

import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchSettings;
import java.io.File;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;

/** A goal that tries revisions in a scratch PostgreSQL. No database of the project's is touched. */
abstract class RehearsingMojo extends SelectingMojo {
  @Inject private RepositorySystem repositories;

  /** Objects to leave alone: {@code name} or {@code schema.name} with {@code *}, by commas. */
  @Parameter(property = "athanor.exclude")
  private String exclude;

  /** The schema whose objects are written without its name. */
  @Parameter(property = "athanor.defaultSchema", defaultValue = "public")
  private String defaultSchema;

  /** Where the scratch PostgreSQL is kept; a cache directory of the user's unless given. */
  @Parameter(property = "athanor.scratch.home")
  private File scratchHome;

  /** A directory with {@code initdb} and {@code postgres} to use instead of fetching them. */
  @Parameter(property = "athanor.scratch.binaries")
  private File scratchBinaries;

  /** The version of {@code io.zonky.test.postgres} to fetch, such as {@code 16.14.0}. */
  @Parameter(property = "athanor.scratch.version")
  private String scratchVersion;

  /** A running PostgreSQL to use instead; its user may create databases. */
  @Parameter(property = "athanor.scratch.url")
  private String scratchUrl;

  /** How long the scratch PostgreSQL stays up unused; 0 ends it with the goal. */
  @Parameter(property = "athanor.scratch.idle", defaultValue = "20m")
  private String scratchIdle;

  final ScratchSettings scratch() {
    return new ScratchChoice(scratchHome, scratchBinaries, scratchVersion, scratchUrl, scratchIdle)
        .settings(new PublishedPostgres(project, session, repositories));
  }

  final SnapshotOptions snapshotOptions() {
    return SnapshotOptions.DEFAULT
        .withDefaultSchema(defaultSchema)
        .withExcludedObjects(NewRevisionMojo.list(exclude));
  }
}
