package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.SuccessStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatusBuilder;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.records.Standing;
import dev.athanor.operator.resource.Adoption;
import dev.athanor.operator.resource.Migration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The status on the way: what it becomes while no Job has just ended. */
final class Progress {
  /** Tries that take about a minute altogether. */
  private static final int MANY = 6;

  private final Migration migration;
  private final Instant now;

  Progress(Migration migration, Instant now) {
    this.migration = migration;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * The intent to plan, or to take the database over before, written before the Job is created.
   *
   * @param lastAttempt of the Jobs that exist: when the status was lost, a Job of the same name
   *     would otherwise be there already, with an old report
   */
  DatabaseMigrationStatus planNext(long lastAttempt) {
    long attempt = Math.max(migration.attempt(), lastAttempt) + 1;
    boolean adopts = new Adoption(migration).isDue();
    DatabaseMigrationStatusBuilder next =
        migration.status().toBuilder()
            .attempt(attempt)
            .plan(null)
            .job(adopts ? intents().adoption(attempt) : intents().plan(attempt))
            .lastRetryRequest(
                migration.retryRequest().orElse(migration.status().lastRetryRequest()));
    if (migration.failureOfThisGeneration().isEmpty() || migration.retryRequest().isPresent()) {
      next.failure(null);
    }
    if (migration.retryRequest().isPresent()) {
      next.goBack(null);
    }
    if (!migration.plannedBefore()) {
      // What an older generation was aiming at says nothing about this one.
      next.targetRevision(null).pending(null);
    }
    if (migration.spec().adopt() == null) {
      next.adopted(null);
    }
    if (adopts) {
      return write(next, working(Phase.Planning, "Adopting", "taking the database over"));
    }
    String why = migration.satisfied() ? "looking at the database again" : "planning";
    return write(next, working(Phase.Planning, "Planning", why + " towards " + target()));
  }

  /** The intent to run the plan, written before the Job is created. */
  DatabaseMigrationStatus runNext(PlanStatus plan) {
    DatabaseMigrationStatusBuilder next =
        migration.status().toBuilder()
            .job(intents().run(plan))
            .goBack(GoingBack.armed(migration).orElse(null));
    if (migration.needsApproval()) {
      next.spentApprovals(migration.spentApprovals() + 1);
    }
    return write(next, Verdict.progressing(Phase.BackingUp, "Running", "running: " + plan(plan)));
  }

  /** The intent to rehearse the plan, written before the Job is created. */
  DatabaseMigrationStatus rehearseNext(PlanStatus plan) {
    DatabaseMigrationStatusBuilder next =
        migration.status().toBuilder().job(intents().rehearsal(plan));
    return write(
        next, Verdict.progressing(Phase.Rehearsing, "Rehearsing", "rehearsing: " + plan(plan)));
  }

  /** The Job of an older generation, or of a suspended resource, will not be created. */
  DatabaseMigrationStatus forgetJob() {
    return write(
        migration.status().toBuilder().job(null).goBack(GoingBack.notBegun(migration).orElse(null)),
        Verdict.progressing(Phase.Pending, "NewGeneration", "the resource was changed"));
  }

  DatabaseMigrationStatus atWork(JobStatus intent, Running state) {
    String job = " (Job %s, since %s)".formatted(intent.name(), state.since());
    Verdict verdict =
        switch (state.container()) {
          case JobFactory.ADOPT ->
              working(
                  Phase.Planning,
                  "Adopting",
                  "comparing the database with the revisions that it is taken over at" + job);
          case JobFactory.BACKUP ->
              Verdict.progressing(
                  Phase.BackingUp, "BackingUp", "taking and verifying a backup" + job);
          case JobFactory.REHEARSE ->
              Verdict.progressing(
                  Phase.Rehearsing, "Rehearsing", "trying the plan on the restored backup" + job);
          case JobFactory.APPLY ->
              Verdict.progressing(
                  Phase.Applying, "Applying", "bringing the database to " + intent.target() + job);
          case JobFactory.GO_BACK -> goingBack(job);
          default ->
              working(
                  Phase.Planning,
                  "Planning",
                  "comparing the database with " + intent.target() + job);
        };
    if (!migration.isCurrent(intent.generation())) {
      verdict = awaitingOld(intent, verdict);
    }
    return write(stuck(state.trouble(), verdict.message()).orElse(verdict));
  }

  private Verdict goingBack(String job) {
    return migration
        .goBack()
        .map(back -> GoBackProgress.working(back, "GoingBack", "Working" + job))
        .orElseGet(() -> Verdict.progressing(Phase.GoingBack, "GoingBack", "going back" + job));
  }

  /** The pod does not start; for long enough, that needs somebody. */
  DatabaseMigrationStatus notStarted(
      JobStatus intent, Trouble trouble, Optional<Instant> givenUpAt) {
    Phase phase =
        switch (intent.step()) {
          case Adopt, Plan -> Phase.Planning;
          case Rehearse -> Phase.Rehearsing;
          case Run -> Phase.BackingUp;
          case GoBack -> Phase.GoingBack;
        };
    String message =
        ("%s. It goes on by itself when that is mended; kubectl describe pods,pvc says more%s")
            .formatted(notStarted(intent, trouble), keptOut(intent, givenUpAt));
    if (trouble.needsSomebody(now)) {
      return write(stalled(trouble.reason(), message));
    }
    return write(
        trouble.said()
            ? working(phase, trouble.reason(), message)
            : working(phase, "Starting", "starting the pod of Job " + intent.name()));
  }

  static String notStarted(JobStatus intent, Trouble trouble) {
    return "the pod of Job %s does not start: %s: %s"
        .formatted(intent.name(), trouble.reason(), trouble.message());
  }

  private String keptOut(JobStatus intent, Optional<Instant> givenUpAt) {
    return intent.step() == JobStatus.Step.GoBack
        ? migration.goBack().map(back -> GoBackProgress.keptOut(back, givenUpAt)).orElse("")
        : "";
  }

  DatabaseMigrationStatus queued(String behind) {
    return write(working(Phase.Queued, "Queued", "waiting for its turn: " + behind));
  }

  /** What an earlier Job left must have ended before the next one starts. */
  DatabaseMigrationStatus waitingFor(List<String> others, Optional<Trouble> trouble) {
    String message = "waiting until it has ended: " + String.join(", ", others);
    return write(
        stuck(trouble, message)
            .orElseGet(() -> working(Phase.Pending, "WaitingForPrevious", message)));
  }

  DatabaseMigrationStatus awaitingApproval(PlanStatus plan) {
    String message =
        "%s%s; kubectl logs job/%s -c plan shows all of its SQL; to run it, set spec.approvedPlan to %s"
            .formatted(
                plan(plan),
                plan.rehearsal() == null
                    ? ""
                    : "; status.plan.rehearsal has what it did on the backup",
                plan.job(),
                migration.approvalOf(plan.hash()));
    return write(Verdict.waiting(Phase.AwaitingApproval, "AwaitingApproval", message));
  }

  DatabaseMigrationStatus suspended() {
    Verdict verdict =
        migration
            .heldBy()
            .map(this::held)
            .orElseGet(
                () ->
                    Verdict.waiting(
                        Phase.Suspended,
                        "Suspended",
                        "suspended; set spec.suspend to false to go on"));
    // To suspend is a change of the resource, and none of the database.
    String ready = migration.atThisTargetWhenLastSeen() ? Standing.TRUE : ready();
    return write(migration.status().toBuilder().plan(null), verdict.withReady(ready));
  }

  private Verdict held(String restore) {
    return Verdict.waiting(
        Phase.Suspended,
        "Held",
        "held by DatabaseRestore %s; when that is through, see to spec.target, and then kubectl annotate databasemigration %s %s-"
            .formatted(restore, migration.resource().getMetadata().getName(), Migration.HELD_BY));
  }

  /** Nothing that was begun is touched. */
  DatabaseMigrationStatus unreadable(String why) {
    return write(
        Verdict.stalled(
            "Unreadable",
            "this operator cannot read the resource: " + why + "; correct that field"));
  }

  DatabaseMigrationStatus deleting(List<String> running, Optional<Trouble> trouble) {
    String message =
        "deleted; a migration is never interrupted, waiting until it has ended: "
            + String.join(", ", running);
    return write(
        stuck(trouble, message)
            .orElseGet(() -> Verdict.progressing(Phase.Deleting, "Deleting", message)));
  }

  DatabaseMigrationStatus upToDate() {
    return write(upToDate(migration.status().lastSuccess()));
  }

  static Verdict upToDate(SuccessStatus success) {
    return Verdict.ready("UpToDate", at(success));
  }

  static String at(SuccessStatus success) {
    return "the database is at %s (%s)".formatted(success.revision(), success.target());
  }

  DatabaseMigrationStatus failedBefore(FailureStatus failure) {
    return write(failed(failure));
  }

  /** What a failure of this generation means until it is tried again. */
  Verdict failed(FailureStatus failure) {
    Optional<Verdict> wentBack = GoBackProgress.of(migration.goBack(), failure);
    if (wentBack.isPresent()) {
      return wentBack.get();
    }
    boolean exhausted = failure.count() > migration.retryLimit();
    String next =
        failure.retryAt() == null ? "not tried again" : "tried again at " + failure.retryAt();
    if (!failure.retryable()) {
      return Verdict.stalled(failure.reason(), failure.message());
    }
    Verdict verdict =
        exhausted
            ? Verdict.stalled(
                failure.reason(),
                "%s (failed %d times; %s)".formatted(failure.message(), failure.count(), next))
            : Verdict.progressing(
                Phase.Failed, failure.reason(), "%s (%s)".formatted(failure.message(), next));
    // A look at an up-to-date database that failed says nothing about the database.
    return migration.atTargetWhenLastSeen() ? verdict.withReady(Standing.UNKNOWN) : verdict;
  }

  /** The step that was decided on, or the decision itself, failed in the operator. */
  DatabaseMigrationStatus failed(ReconcileError error, int tries) {
    if (tries >= MANY) {
      return write(stalled(error.reason(), error.message()));
    }
    Phase phase = Objects.requireNonNullElse(migration.status().phase(), Phase.Pending);
    Phase known = phase == Phase.Ready || phase == Phase.Stalled ? Phase.Pending : phase;
    return write(
        migration.satisfied()
            ? Verdict.ready(error.reason(), error.message())
            : Verdict.progressing(known, error.reason(), error.message()).withReady(ready()));
  }

  /** What is at work may never end, and nobody but people can find out. */
  private Optional<Verdict> stuck(Optional<Trouble> trouble, String message) {
    return trouble
        .filter(t -> t.needsSomebody(now))
        .map(
            t ->
                stalled(
                    t.reason(),
                    ("%s. %s, since %s. Nothing else is started before: bring the node back, or,"
                            + " when it is surely off, delete the pod with --force")
                        .formatted(message, t.message(), t.since())));
  }

  /** It was at its target, and whether it still is cannot be seen. */
  private Verdict stalled(String reason, String message) {
    Verdict verdict = Verdict.stalled(reason, message);
    return migration.atTargetWhenLastSeen() ? verdict.withReady(Standing.UNKNOWN) : verdict;
  }

  private DatabaseMigrationStatus write(Verdict verdict) {
    return write(migration.status().toBuilder(), verdict);
  }

  private DatabaseMigrationStatus write(DatabaseMigrationStatusBuilder status, Verdict verdict) {
    return verdict.in(status, migration, now);
  }

  private Intents intents() {
    return new Intents(migration, now);
  }

  /** While an up-to-date database is looked at again, it stays Ready. */
  private Verdict working(Phase phase, String reason, String message) {
    return migration.satisfied()
        ? Verdict.ready("Verifying", message)
        : Verdict.progressing(phase, reason, message).withReady(ready());
  }

  private Verdict awaitingOld(JobStatus intent, Verdict verdict) {
    return Verdict.progressing(
        verdict.phase(),
        "FinishingPrevious",
        "generation %d waits for a Job of generation %d: %s"
            .formatted(migration.generation(), intent.generation(), verdict.message()));
  }

  /** Of a database that is not known to be at its target. */
  private String ready() {
    return migration.uncertain() ? Standing.UNKNOWN : Standing.FALSE;
  }

  private static String plan(PlanStatus plan) {
    return "the plan goes %s over %d changeset%s"
        .formatted(
            plan.direction().equals("Down") ? "down" : "up",
            plan.pending(),
            plan.pending() == 1 ? "" : "s");
  }

  private String target() {
    return migration.spec().target();
  }
}
