package dev.athanor.autogenerate.compare;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.LiveChangesets;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationTerms;
import dev.athanor.engine.command.Upgrade;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.snapshot.CatalogStatistics;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchServer;
import java.sql.SQLException;
import java.util.List;

/**
 * Builds in an empty database what a changelog builds, once for each content of it: by the very
 * upgrade that will run on the real one, guards and contexts included.
 */
public final class Replay {
  private final Databases databases;

  public Replay(Databases databases) {
    this.databases = databases;
  }

  /**
   * The database in which it stands; shared, so it is only read.
   *
   * @throws AthanorException REPLAY_FAILED naming the revision and the statement
   */
  public String of(Bundle bundle, PlanOptions plan) {
    String key = Digest.of(bundle.digest() + plan.contexts() + plan.labels());
    return databases.template(key, empty -> build(empty, bundle, plan));
  }

  /** The replayed schema as it is after {@code statements}, which are undone again. */
  public SchemaSnapshot read(String database, SnapshotOptions options, List<String> statements) {
    try {
      return SchemaSnapshot.read(databases.server().session(database), options, statements);
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the renames, and the server's log.");
    }
  }

  private void build(String database, Bundle bundle, PlanOptions plan) {
    if (bundle.revisions().isEmpty()) {
      return;
    }
    DatabaseUrl url = databases.server().url(database);
    try {
      new Upgrade(
              LiveChangesets.without(bundle),
              "heads",
              plan,
              DatabaseTarget.of(url),
              MigrationTerms.withoutBackup("scratch database"),
              line -> {})
          .run();
      analyze(database);
    } catch (AthanorException e) {
      throw new AthanorException(
          Reason.REPLAY_FAILED,
          "The revisions do not replay into an empty database: " + e.getMessage(),
          "Correct the revision, or make it independent of what only your database has.",
          e);
    }
  }

  private void analyze(String database) {
    try {
      CatalogStatistics.refresh(databases.server().session(database));
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the renames, and the server's log.");
    }
  }
}
