package dev.athanor.rehearsal.test;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanStep;
import java.util.ArrayList;
import java.util.List;

/**
 * A downgrade in which each revision is undone, applied again right after that, and undone once
 * more. Where the whole way back is gone first, an older revision's undo takes away what a newer
 * one's has forgotten, and nobody sees it.
 */
final class BackAndForth {
  private BackAndForth() {}

  static MigrationPlan of(MigrationPlan down, Bundle bundle) {
    List<PlanStep> steps = new ArrayList<>();
    for (int from = 0; from < down.steps().size(); ) {
      int to = from + 1;
      while (to < down.steps().size() && isSameRevision(down, from, to)) {
        to++;
      }
      List<PlanStep> undo = down.steps().subList(from, to);
      steps.addAll(undo);
      for (int i = undo.size() - 1; i >= 0; i--) {
        steps.add(again(undo.get(i), bundle));
      }
      steps.addAll(undo);
      from = to;
    }
    return new MigrationPlan(
        down.direction(),
        down.bundleDigest(),
        down.historyFingerprint(),
        down.from(),
        down.to(),
        down.guards(),
        steps,
        down.risks(),
        down.hash());
  }

  private static boolean isSameRevision(MigrationPlan plan, int one, int other) {
    return plan.steps().get(one).revision().equals(plan.steps().get(other).revision());
  }

  private static PlanStep again(PlanStep undo, Bundle bundle) {
    ChangesetSql sql = bundle.sql(undo.changeset().key());
    return new PlanStep(
        undo.revision(), undo.changeset(), PlanStep.Action.APPLY, sql.up(), sql.down());
  }
}
