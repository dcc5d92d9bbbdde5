package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import java.time.Instant;

/** A resource's next Jobs, as they are written down before they are made. */
record Intents(Migration migration, Instant now) {
  JobStatus adoption(long attempt) {
    return intent(Step.Adopt, attempt, null, target());
  }

  JobStatus plan(long attempt) {
    return intent(Step.Plan, attempt, null, target());
  }

  JobStatus rehearsal(PlanStatus plan) {
    return intent(Step.Rehearse, migration.attempt(), plan.hash(), target());
  }

  JobStatus run(PlanStatus plan) {
    return intent(Step.Run, migration.attempt(), plan.hash(), target());
  }

  /** Each try has a Job of its own. */
  JobStatus goBack(GoBackStatus back) {
    String which = "%s %s %d".formatted(target(), back.state(), back.tries());
    return intent(Step.GoBack, migration.attempt(), null, which);
  }

  /**
   * @param which of all of that step and attempt, for its name
   */
  private JobStatus intent(Step step, long attempt, String planHash, String which) {
    String name =
        Names.job(
            migration.resource().getMetadata().getName(),
            migration.uid(),
            step,
            migration.generation(),
            which,
            migration.digest(),
            attempt);
    return new JobStatus(
        step,
        name,
        migration.generation(),
        migration.digest(),
        target(),
        attempt,
        planHash,
        now.toString(),
        migration.database());
  }

  private String target() {
    return migration.spec().target();
  }
}
