package dev.athanor.maven;

import dev.athanor.adopt.command.ImportMigrations;
import dev.athanor.adopt.command.LiveSchema;
import dev.athanor.adopt.source.FlywayOptions;
import dev.athanor.adopt.source.FolderReader;
import dev.athanor.adopt.source.FolderRequest;
import dev.athanor.adopt.source.OldFolder;
import dev.athanor.adopt.source.Tool;
import dev.athanor.adopt.write.Importer;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;

/**
 * Makes revisions of the migrations of Flyway, Alembic, golang-migrate, dbmate or Rails, or one of
 * a live schema. Run again, it adds what is new; nothing is overwritten.
 */
@Mojo(name = "import", threadSafe = true)
public final class ImportMojo extends AthanorMojo {
  @Inject private RepositorySystem repositories;

  /** The changelog root. */
  @Parameter(property = "athanor.root", defaultValue = "${project.basedir}")
  private File root;

  /** The directory of revisions to write into, below the root. */
  @Parameter(property = "athanor.versions", defaultValue = ChangelogSource.DEFAULT_DIRECTORY)
  private String versions;

  /**
   * Where the migrations are, such as {@code src/main/resources/db/migration}; several, separated
   * by commas, are Flyway's locations.
   */
  @Parameter(property = "athanor.from", defaultValue = "${from}")
  private String from;

  /**
   * Whose they are: flyway, alembic, golang-migrate, dbmate, rails, or nobody for a live schema.
   * What the folder looks like unless given.
   */
  @Parameter(property = "athanor.tool")
  private String tool;

  /**
   * What Flyway is told, as in flyway.conf and separated by commas: {@code
   * placeholders.owner=app,sqlMigrationPrefix=M}.
   */
  @Parameter(property = "athanor.flyway")
  private String flyway;

  /** A flyway.conf. */
  @Parameter(property = "athanor.flywayConfig")
  private File flywayConfig;

  /** A Python that has Alembic and what the project's {@code env.py} imports. */
  @Parameter(property = "athanor.python", defaultValue = FolderRequest.DEFAULT_PYTHON)
  private String python;

  /** Alembic's revisions, as {@code athanor import --print-renderer} printed them elsewhere. */
  @Parameter(property = "athanor.rendered")
  private File rendered;

  /** The database whose schema is to be the first revision, for {@code nobody}. */
  @Parameter(property = "athanor.url")
  private String url;

  /** The schema that is migrated. */
  @Parameter(property = "athanor.defaultSchema", defaultValue = "public")
  private String defaultSchema;

  /** Whether a way back is looked for on a scratch PostgreSQL where no file has one. */
  @Parameter(property = "athanor.derive", defaultValue = "true")
  private boolean derive;

  /** Liquibase's changelog parameters. */
  @Parameter private Map<String, String> parameters = Map.of();

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

  @Override
  void run() {
    if (!project.isExecutionRoot()) {
      return;
    }
    Optional<ScratchSettings> scratch = derive ? Optional.of(scratch()) : Optional.empty();
    print(
        new ImportMigrations(
                folder(),
                new Importer(
                    ChangelogSource.versions(root.toPath(), versions),
                    CompileOptions.defaults().withParameters(parameters),
                    scratch,
                    SnapshotOptions.DEFAULT.withDefaultSchema(defaultSchema)))
            .run());
  }

  private OldFolder folder() {
    Optional<Tool> named = Optional.ofNullable(tool).map(Tool::parse);
    if (named.equals(Optional.of(Tool.NOBODY))) {
      return LiveSchema.read(database(), scratch(), SnapshotOptions.DEFAULT);
    }
    List<Path> folders =
        NewRevisionMojo.list(from).stream()
            .map(folder -> project.getBasedir().toPath().resolve(folder))
            .toList();
    if (folders.isEmpty() && rendered == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "nobody said where the migrations are",
          "Name their folder with -Dfrom=src/main/resources/db/migration; for a database without"
              + " any, -Dathanor.tool=nobody.");
    }
    return FolderReader.read(
        new FolderRequest(
            named,
            folders,
            flywayOptions(),
            python,
            Optional.ofNullable(rendered).map(File::toPath),
            defaultSchema));
  }

  private FlywayOptions flywayOptions() {
    FlywayOptions options = FlywayOptions.defaults();
    if (flywayConfig != null) {
      options = options.withConfig(flywayConfig.toPath());
    }
    for (String assignment : NewRevisionMojo.list(flyway)) {
      String[] parts = assignment.split("=", 2);
      options = options.with(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return options;
  }

  private DatabaseTarget database() {
    DatabaseUrl address =
        Optional.ofNullable(url)
            .map(DatabaseUrl::parse)
            .or(() -> DatabaseUrl.fromEnvironment(System.getenv()))
            .orElseThrow(
                () ->
                    new AthanorException(
                        Reason.INVALID_CONFIGURATION,
                        "no database is named",
                        "Set DATABASE_URL, or give -Dathanor.url=postgresql://…"));
    return DatabaseTarget.of(address);
  }

  private ScratchSettings scratch() {
    return new ScratchChoice(scratchHome, scratchBinaries, scratchVersion, scratchUrl, scratchIdle)
        .settings(new PublishedPostgres(project, session, repositories));
  }
}
