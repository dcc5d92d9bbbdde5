package dev.athanor.maven;

import dev.athanor.autogenerate.command.Drift;
import dev.athanor.autogenerate.command.DriftResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Fails when a database is not what its recorded revisions build. The database is only read. */
@Mojo(name = "drift", threadSafe = true)
public final class DriftMojo extends DatabaseMojo {

  /** Objects to leave alone: {@code name} or {@code schema.name} with {@code *}, by commas. */
  @Parameter(property = "athanor.exclude")
  private String exclude;

  /** Schemas to leave alone, with {@code *}, by commas. */
  @Parameter(property = "athanor.excludeSchemas")
  private String excludeSchemas;

  /** The schema whose objects are written without its name. */
  @Parameter(property = "athanor.defaultSchema", defaultValue = "public")
  private String defaultSchema;

  /** A running PostgreSQL to use instead; its user may create databases. */
  @Parameter(property = "athanor.scratch.url")
  private String scratchUrl;

  /** How long the scratch PostgreSQL stays up unused; 0 ends it with the goal. */
  @Parameter(property = "athanor.scratch.idle", defaultValue = "20m")
  private String scratchIdle;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    SnapshotOptions options =
        SnapshotOptions.DEFAULT
            .withDefaultSchema(defaultSchema)
            .withExcludedObjects(NewRevisionMojo.list(exclude))
            .withSchemas(java.util.List.of(), NewRevisionMojo.list(excludeSchemas));
    DriftResult result =
        new Drift(
                bundle(),
                database,
                planOptions(PlanOptions.UPGRADE, ownServer),
                scratch(scratchUrl, scratchIdle),
                options)
            .run();
    if (json || !result.drifted()) {
      print(result);
    }
    result.orThrow();
  }
}
