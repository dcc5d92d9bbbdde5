package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.crds.v1alpha1.StatusBuilder;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** The status on the way: what it becomes while no Job has just ended. */
final class Progress {
  /** For how long a pod may be held up before that is called Stalled. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The same for what Kubernetes mends by itself: a node is added, a volume leaves another. */
  private static final Duration LONG_PATIENCE = Duration.ofMinutes(3);

  private static final Set<String> SLOW =
      Set.of("Unschedulable", "SchedulingGated", "FailedAttachVolume");

  private final Migration migration;
  private final Instant now;

  Progress(Migration migration, Instant now) {
    this.migration = migration;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * The intent to plan, written before the Job is created.
   *
   * @param lastAttempt of the Jobs that exist: when the status was lost, a Job of the same name
   *     would otherwise be there already, with an old report
   */
  DatabaseMigrationStatus planNext(long lastAttempt) {
    long attempt = Math.max(attempt(), lastAttempt) + 1;
    StatusBuilder next =
        migration.status().toBuilder()
            .attempt(attempt)
            .plan(null)
            .job(intent(Step.Plan, attempt, null))
            .lastRetryRequest(
                migration.retryRequest().orElse(migration.status().lastRetryRequest()));
    if (migration.failureOfThisGeneration().isEmpty() || migration.retryRequest().isPresent()) {
      next.failure(null);
    }
    if (!migration.plannedBefore()) {
      // What an older generation was aiming at says nothing about this one.
      next.targetRevision(null).pending(null);
    }
    String why = migration.satisfied() ? "looking at the database again" : "planning";
    return write(next, working(Phase.Planning, "Planning", why + " towards " + target()));
  }

  /** The intent to run the plan, written before the Job is created. */
  DatabaseMigrationStatus runNext(PlanStatus plan) {
    StatusBuilder next =
        migration.status().toBuilder().job(intent(Step.Run, attempt(), plan.hash()));
    return write(next, Verdict.progressing(Phase.BackingUp, "Running", running(plan)));
  }

  /** The Job of an older generation, or of a suspended resource, will not be created. */
  DatabaseMigrationStatus forgetJob() {
    return write(
        migration.status().toBuilder().job(null),
        Verdict.progressing(Phase.Pending, "NewGeneration", "the resource was changed"));
  }

  DatabaseMigrationStatus atWork(JobStatus intent, String container) {
    String job = " (Job " + intent.name() + ")";
    Verdict verdict =
        switch (container) {
          case JobFactory.BACKUP ->
              Verdict.progressing(
                  Phase.BackingUp, "BackingUp", "taking and verifying a backup" + job);
          case JobFactory.APPLY ->
              Verdict.progressing(
                  Phase.Applying, "Applying", "bringing the database to " + target() + job);
          default ->
              working(Phase.Planning, "Planning", "comparing the database with " + target() + job);
        };
    if (intent.generation() != migration.generation()) {
      verdict = awaitingOld(intent, verdict);
    }
    return write(migration.status().toBuilder(), verdict);
  }

  /** The pod does not start; for long enough, that needs somebody. */
  DatabaseMigrationStatus notStarted(JobStatus intent, NotStarted state) {
    Phase phase = intent.step() == Step.Plan ? Phase.Planning : Phase.BackingUp;
    if (!state.blocked()) {
      return write(
          migration.status().toBuilder(),
          working(phase, "Starting", "starting the pod of Job " + intent.name()));
    }
    Duration patience = SLOW.contains(state.reason()) ? LONG_PATIENCE : PATIENCE;
    boolean stalled = state.since().plus(patience).isBefore(now);
    String message =
        ("the pod of Job %s does not start: %s: %s. It goes on by itself when that is mended;"
                + " kubectl describe pods,pvc says more")
            .formatted(intent.name(), state.reason(), state.message());
    return write(
        migration.status().toBuilder(),
        new Verdict(
            stalled ? Phase.Stalled : phase, ready(), !stalled, stalled, state.reason(), message));
  }

  /** What an earlier Job left must be gone before the next one starts. */
  DatabaseMigrationStatus waitingFor(List<String> others) {
    return write(
        migration.status().toBuilder(),
        working(
            Phase.Pending,
            "WaitingForPrevious",
            "waiting until it has ended: " + String.join(", ", others)));
  }

  DatabaseMigrationStatus awaitingApproval(PlanStatus plan) {
    String message =
        "%s; to run it, set spec.approvedPlan to %s".formatted(plan(plan), plan.hash());
    return write(
        migration.status().toBuilder(),
        new Verdict(
            Phase.AwaitingApproval, Verdict.FALSE, false, false, "AwaitingApproval", message));
  }

  DatabaseMigrationStatus suspended() {
    return write(
        migration.status().toBuilder().plan(null),
        new Verdict(
            Phase.Suspended,
            ready(),
            false,
            false,
            "Suspended",
            "suspended; set spec.suspend to false to go on"));
  }

  DatabaseMigrationStatus deleting(List<String> running) {
    return write(
        migration.status().toBuilder(),
        Verdict.progressing(
            Phase.Deleting,
            "Deleting",
            "deleted; a migration is never interrupted, waiting until it has ended: "
                + String.join(", ", running)));
  }

  private DatabaseMigrationStatus write(StatusBuilder status, Verdict verdict) {
    return status
        .observedGeneration(migration.generation())
        .phase(verdict.phase())
        .message(verdict.message())
        .conditions(
            verdict.conditions(migration.status().conditions(), migration.generation(), now))
        .build();
  }

  /** While an up-to-date database is looked at again, it stays Ready. */
  private Verdict working(Phase phase, String reason, String message) {
    return migration.satisfied()
        ? new Verdict(Phase.Ready, Verdict.TRUE, true, false, "Verifying", message)
        : new Verdict(phase, ready(), true, false, reason, message);
  }

  private Verdict awaitingOld(JobStatus intent, Verdict verdict) {
    return Verdict.progressing(
        verdict.phase(),
        "FinishingPrevious",
        "generation %d waits for a Job of generation %d: %s"
            .formatted(migration.generation(), intent.generation(), verdict.message()));
  }

  private String ready() {
    if (migration.satisfied()) {
      return Verdict.TRUE;
    }
    return migration.uncertain() ? Verdict.UNKNOWN : Verdict.FALSE;
  }

  private JobStatus intent(Step step, long attempt, String planHash) {
    String name =
        Names.job(
            migration.resource().getMetadata().getName(),
            migration.uid(),
            step,
            migration.generation(),
            target(),
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
        now.toString());
  }

  private static String plan(PlanStatus plan) {
    return "the plan goes %s over %d changeset%s"
        .formatted(
            plan.direction().equals("Down") ? "down" : "up",
            plan.pending(),
            plan.pending() == 1 ? "" : "s");
  }

  private static String running(PlanStatus plan) {
    return "running: " + plan(plan);
  }

  private String target() {
    return migration.spec().target();
  }

  private long attempt() {
    return migration.status().attempt() == null ? 0 : migration.status().attempt();
  }
}
