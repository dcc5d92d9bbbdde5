package dev.athanor.maven;

import dev.athanor.adopt.command.Adopt;
import dev.athanor.adopt.command.AdoptRequest;
import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Takes over a database that Flyway, Alembic, Liquibase, golang-migrate, dbmate, Rails or nobody
 * has migrated: finds its revision, compares its schema with what the revisions build, and records
 * that when it is told to. The other tool's table stays as it is.
 */
@Mojo(name = "adopt", threadSafe = true)
public final class AdoptMojo extends DatabaseMojo {

  /** Records what was found; without it the database is only read. */
  @Parameter(property = "athanor.record", defaultValue = "false")
  private boolean record;

  /** Differences that may stay, by the names that the goal prints, separated by commas. */
  @Parameter(property = "athanor.accept")
  private String accept;

  /** Who has migrated, such as {@code flyway}; whose table is there unless given. */
  @Parameter(property = "athanor.tool")
  private String tool;

  /** That tool's table, where it has another name than usual. */
  @Parameter(property = "athanor.table")
  private String table;

  /** The revision that the database is at; the one that the table says unless given. */
  @Parameter(property = "athanor.at")
  private String at;

  /** A line that is kept with what is recorded. */
  @Parameter(property = "athanor.why", defaultValue = "")
  private String why;

  /** Objects to leave alone: {@code name} or {@code schema.name} with {@code *}, by commas. */
  @Parameter(property = "athanor.exclude")
  private String exclude;

  /** A running PostgreSQL to use instead; its user may create databases. */
  @Parameter(property = "athanor.scratch.url")
  private String scratchUrl;

  /** How long the scratch PostgreSQL stays up unused; 0 ends it with the goal. */
  @Parameter(property = "athanor.scratch.idle", defaultValue = "20m")
  private String scratchIdle;

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    print(
        new Adopt(
                new AdoptRequest(
                    bundle(),
                    database,
                    new AdoptRequest.From(
                        Optional.ofNullable(tool).map(Tool::parse),
                        Optional.ofNullable(table),
                        Optional.ofNullable(at)),
                    planOptions(PlanOptions.UPGRADE, ownServer),
                    scratch(scratchUrl, scratchIdle),
                    SnapshotOptions.DEFAULT.withExcludedObjects(NewRevisionMojo.list(exclude)),
                    new AdoptRequest.Terms(
                        NewRevisionMojo.list(accept), record, why == null ? "" : why)))
            .run());
  }
}
