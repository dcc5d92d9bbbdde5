package dev.athanor.pages.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.pages.history.SchemaReplay;
import dev.athanor.pages.review.SchemaChange;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import dev.athanor.scratch.ScratchSettings;

/**
 * Where what a plan changes in the schema is seen: its revisions are replayed on a scratch server.
 *
 * @param plan which changesets count: contexts and labels
 */
public record PlanPicture(Bundle bundle, PlanOptions plan, ScratchSettings scratch) {

  /**
   * @throws AthanorException REPLAY_FAILED naming the revision that does not run
   */
  SchemaChange of(MigrationPlan migration) {
    try (ScratchServer server = ScratchServer.open(scratch);
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return SchemaChange.of(
          migration, new SchemaReplay(bundle, plan, SnapshotOptions.DEFAULT, databases).run());
    }
  }
}
