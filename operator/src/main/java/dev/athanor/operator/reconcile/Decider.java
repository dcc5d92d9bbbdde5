package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.resource.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Decides the next step. A pure function of what was observed: it can be asked twice. */
public final class Decider {
  /** How often to look at what no watch reports: the events about a pod that does not start. */
  private static final Duration POLL = Duration.ofSeconds(5);

  /** For how long an ended Job's log can be read when another container keeps its pod alive. */
  private static final Duration LINGER = Duration.ofHours(1);

  private final int finishedJobsToKeep;

  /**
   * @param finishedJobsToKeep how many finished Jobs of a resource are left for people to look at
   */
  public Decider(int finishedJobsToKeep) {
    this.finishedJobsToKeep = finishedJobsToKeep;
  }

  /** For a resource that shall be brought to its target. */
  public Decision decide(Observation seen) {
    JobStatus intent = seen.migration().status().job();
    if (intent != null) {
      return inFlight(seen, intent);
    }
    Decision next = prune(seen).orElseGet(() -> idle(seen));
    return next instanceof Decision.Write write && !lingering(seen, state -> true).isEmpty()
        ? write.within(LINGER)
        : next;
  }

  /**
   * For a resource whose last step failed with an exception; it is tried again with growing waits.
   *
   * @param tries how often it failed in a row
   */
  public Decision.Write failed(Observation seen, ReconcileError error, int tries) {
    return new Decision.Write(
        progress(seen).failed(error, tries),
        List.of(Note.trouble(error.reason(), "Reconcile", error.message())),
        Optional.empty());
  }

  /** For a resource that came with a spec which cannot be read. */
  public Decision unreadable(Observation seen) {
    String why = seen.migration().resource().unreadable().orElseThrow();
    DatabaseMigrationStatus status = progress(seen).unreadable(why);
    return write(
        status, List.of(Note.warning("Unreadable", "Read", status.message())), Optional.empty());
  }

  /** For a resource that is being deleted: what runs ends on its own, all else goes. */
  public Decision decideDeletion(Observation seen) {
    Optional<Decision> first = beforeDeletion(seen);
    if (first.isPresent()) {
      return first.get();
    }
    List<String> others =
        names(
            seen, state -> state instanceof NotStarted || state instanceof Ended e && !e.deleted());
    if (!others.isEmpty()) {
      return new Decision.DeleteJobs(others, "the resource is deleted");
    }
    List<String> atWork = seen.atWork();
    return atWork.isEmpty() ? new Decision.Release() : deleting(seen, atWork);
  }

  private Optional<Decision> beforeDeletion(Observation seen) {
    JobStatus intent = seen.migration().status().job();
    return new GoBackStep(seen)
        .beforeDeletion()
        .map(
            next -> {
              if (intent != null && intent.step() == Step.GoBack) {
                return inFlight(seen, intent);
              }
              List<String> atWork = seen.atWork();
              return atWork.isEmpty() || next instanceof Decision.DeleteJobs
                  ? next
                  : deleting(seen, atWork);
            });
  }

  private static Decision deleting(Observation seen, List<String> atWork) {
    return write(progress(seen).deleting(atWork, seen.trouble()), List.of(), until(seen));
  }

  /** The API server would not have the Job that was to be created. */
  public Decision refused(Observation seen, Result refusal) {
    JobStatus intent = seen.migration().status().job();
    return Conclusion.refused(seen.migration(), intent, refusal, seen.now());
  }

  /** The object that was to be created for another controller's backup cannot be. */
  public Decision refused(
      Observation seen, ExternalBackupStatus backup, ExternalState.Failed refusal) {
    return ExternalStep.failed(seen, backup, refusal);
  }

  /**
   * The Job's turn has not come; whoever's turn comes is told.
   *
   * @param behind what it waits for
   */
  public Decision queued(Observation seen, String behind) {
    return write(progress(seen).queued(behind), List.of(), Optional.empty());
  }

  private Decision inFlight(Observation seen, JobStatus intent) {
    JobState state = seen.job(intent);
    if (state instanceof Ended ended) {
      return Conclusion.of(seen.migration(), intent, ended.result(), seen.now());
    }
    if (state instanceof Running running) {
      return write(
          progress(seen).atWork(intent, running),
          notes(intent, running.trouble().filter(t -> t.needsSomebody(seen.now()))),
          until(seen));
    }
    boolean wanted = seen.migration().wants(intent);
    if (state instanceof NotStarted notStarted) {
      return wanted
          ? waitForPod(seen, intent, notStarted.trouble())
          : new Decision.DeleteJobs(
              List.of(intent.name()), "it has not started and is not wanted any more");
    }
    return absent(seen, intent, wanted);
  }

  /** The intent is written and the Job is not there: it is to be created, or not any more. */
  private Decision absent(Observation seen, JobStatus intent, boolean wanted) {
    if (!wanted) {
      return write(progress(seen).forgetJob(), List.of(), Optional.of(Duration.ZERO));
    }
    return unlessAnyIsAtWork(seen).orElseGet(() -> new Decision.CreateJob(intent));
  }

  private Decision waitForPod(Observation seen, JobStatus intent, Trouble reported) {
    Trouble trouble = reported.notBefore(Instant.parse(intent.decidedAt()));
    Optional<Instant> givenUpAt = GoBackStep.givenUpAt(seen.migration(), intent, trouble);
    if (givenUpAt.filter(at -> at.isBefore(seen.now())).isPresent()) {
      Result end = Result.failed(trouble.reason(), false, Progress.notStarted(intent, trouble));
      return Conclusion.of(seen.migration(), intent, end, seen.now());
    }
    boolean worthAWord = trouble.said() || trouble.needsSomebody(seen.now());
    return write(
        progress(seen).notStarted(intent, trouble, givenUpAt),
        notes(intent, Optional.of(trouble).filter(t -> worthAWord)),
        Optional.of(POLL));
  }

  private static List<Note> notes(JobStatus intent, Optional<Trouble> trouble) {
    return trouble.map(t -> Note.trouble(t.reason(), intent.step().name(), t.message())).stream()
        .toList();
  }

  /** Until it is time to say that somebody is needed: no event will say that time has passed. */
  private static Optional<Duration> until(Observation seen) {
    return seen.trouble()
        .filter(trouble -> !trouble.needsSomebody(seen.now()))
        .map(trouble -> Duration.between(seen.now(), trouble.deadline()).plusSeconds(1));
  }

  private Decision idle(Observation seen) {
    Migration migration = seen.migration();
    Optional<Decision> back = new GoBackStep(seen).next();
    if (back.isPresent()) {
      return back.get();
    }
    if (migration.suspended()) {
      return write(progress(seen).suspended(), List.of(), Optional.empty());
    }
    if (migration.retryRequest().isPresent()) {
      return plan(seen);
    }
    Optional<PlanStatus> plan = migration.planToGoOnWith();
    if (plan.isPresent()) {
      return goOn(seen, plan.get());
    }
    Optional<FailureStatus> failure = migration.failureOfThisGeneration();
    if (failure.isPresent()) {
      Optional<Instant> due = Optional.ofNullable(failure.get().retryAt()).map(Instant::parse);
      return planWhenDue(seen, due, () -> progress(seen).failedBefore(failure.get()));
    }
    return migration.satisfied()
        ? planWhenDue(seen, migration.nextVerification(), progress(seen)::upToDate)
        : plan(seen);
  }

  /** Who approves a plan shall have seen what it did in its rehearsal. */
  private Decision goOn(Observation seen, PlanStatus plan) {
    if (seen.migration().needsRehearsal(plan)) {
      return unlessAnyIsAtWork(seen)
          .orElseGet(
              () ->
                  write(progress(seen).rehearseNext(plan), List.of(), Optional.of(Duration.ZERO)));
    }
    return approved(seen.migration(), plan)
        ? new ExternalStep(seen, plan).next().orElseGet(() -> run(seen, plan))
        : awaitApproval(seen, plan);
  }

  private Decision awaitApproval(Observation seen, PlanStatus plan) {
    Note note = Note.normal("AwaitingApproval", "Plan", "plan " + plan.hash() + " awaits approval");
    return write(progress(seen).awaitingApproval(plan), List.of(note), Optional.empty());
  }

  private static boolean approved(Migration migration, PlanStatus plan) {
    return !migration.needsApproval()
        || migration.approvalOf(plan.hash()).equals(migration.spec().approvedPlan());
  }

  /** Plan when the time has come; until then the status stays, or is mended if it was not so. */
  private Decision planWhenDue(
      Observation seen, Optional<Instant> due, Supplier<DatabaseMigrationStatus> meanwhile) {
    return due.isPresent() && !due.get().isAfter(seen.now())
        ? plan(seen)
        : write(meanwhile.get(), List.of(), due.map(at -> Duration.between(seen.now(), at)));
  }

  private Decision plan(Observation seen) {
    return unlessAnyIsAtWork(seen)
        .orElseGet(
            () ->
                write(
                    progress(seen).planNext(seen.lastAttempt()),
                    List.of(),
                    Optional.of(Duration.ZERO)));
  }

  private Decision run(Observation seen, PlanStatus plan) {
    return unlessAnyIsAtWork(seen)
        .orElseGet(
            () -> write(progress(seen).runNext(plan), List.of(), Optional.of(Duration.ZERO)));
  }

  static Optional<Decision> unlessAnyIsAtWork(Observation seen) {
    List<String> atWork = new ArrayList<>(seen.atWork());
    atWork.addAll(seen.beside());
    return atWork.isEmpty()
        ? Optional.empty()
        : Optional.of(
            write(progress(seen).waitingFor(atWork, seen.trouble()), List.of(), Optional.of(POLL)));
  }

  /** Only the last finished Jobs are kept; of those, one whose pod lives on only for a while. */
  private Optional<Decision> prune(Observation seen) {
    List<String> ended = names(seen, state -> state instanceof Ended e && !e.deleted());
    int surplus = ended.size() - finishedJobsToKeep;
    if (surplus > 0) {
      return Optional.of(
          new Decision.DeleteJobs(
              ended.subList(0, surplus),
              "only the last " + finishedJobsToKeep + " finished ones are kept"));
    }
    List<String> lingering = lingering(seen, each -> each.at().plus(LINGER).isBefore(seen.now()));
    return lingering.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Decision.DeleteJobs(lingering, "it has ended, and another container lives on"));
  }

  private static List<String> lingering(Observation seen, Predicate<Ended> which) {
    return names(
        seen,
        state ->
            state instanceof Ended e && !e.deleted() && !e.lingering().isEmpty() && which.test(e));
  }

  static List<String> names(Observation seen, Predicate<JobState> which) {
    return seen.jobs().entrySet().stream()
        .filter(job -> which.test(job.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Progress progress(Observation seen) {
    return new Progress(seen.migration(), seen.now());
  }

  private static Decision write(
      DatabaseMigrationStatus status, List<Note> notes, Optional<Duration> again) {
    return new Decision.Write(status, notes, again);
  }
}
