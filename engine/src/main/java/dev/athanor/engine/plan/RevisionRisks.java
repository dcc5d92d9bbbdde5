package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import java.util.ArrayList;
import java.util.List;

/** What a reader should know of a revision, whichever database it meets. */
public final class RevisionRisks {
  private RevisionRisks() {}

  /** As of a plan of this revision alone, up, on a database that has its tables. Worst first. */
  public static List<Risk> of(Bundle bundle, CompiledRevision revision) {
    List<PlanStep> steps = new ArrayList<>();
    for (Changeset changeset : revision.changesets()) {
      ChangesetSql sql = bundle.sql(changeset);
      steps.add(
          new PlanStep(
              revision.revision().id(), changeset, PlanStep.Action.APPLY, sql.up(), sql.down()));
    }
    return PlanBuilder.check(steps, new RiskScanner(MigrationPlan.Direction.UP, bundle.findings()));
  }
}
