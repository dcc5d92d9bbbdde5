package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.JobState.Absent;
import dev.athanor.operator.jobs.JobState.Finished;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.resource.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides the next step. A pure function of what was observed: it can be asked twice. */
public final class Decider {
  /** How often to look at what no watch reports: the events about a pod that does not start. */
  private static final Duration POLL = Duration.ofSeconds(5);

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
    return intent == null ? idle(seen) : inFlight(seen, intent);
  }

  /** For a resource that is being deleted: what runs ends on its own, all else goes. */
  public Decision decideDeletion(Observation seen) {
    List<String> running = new ArrayList<>();
    List<String> others = new ArrayList<>();
    seen.jobs().forEach((name, state) -> (state instanceof Running ? running : others).add(name));
    if (!others.isEmpty()) {
      return new Decision.DeleteJobs(others, "the resource is deleted");
    }
    if (!running.isEmpty()) {
      return write(progress(seen).deleting(running), List.of(), Optional.empty());
    }
    return new Decision.Release();
  }

  private Decision inFlight(Observation seen, JobStatus intent) {
    JobState state = seen.job(intent);
    if (state instanceof Finished finished) {
      return Conclusion.of(seen.migration(), intent, finished.result(), seen.now());
    }
    if (state instanceof Running running) {
      return write(progress(seen).atWork(intent, running.container()), List.of(), Optional.empty());
    }
    boolean wanted = seen.migration().wants(intent);
    if (state instanceof NotStarted notStarted) {
      return wanted
          ? waitForPod(seen, intent, notStarted)
          : new Decision.DeleteJobs(
              List.of(intent.name()), "it has not started and is not wanted any more");
    }
    return absent(seen, intent, (Absent) state, wanted);
  }

  /** The intent is written and the Job is not there: it is to be created, or not any more. */
  private Decision absent(Observation seen, JobStatus intent, Absent state, boolean wanted) {
    if (!wanted) {
      return write(progress(seen).forgetJob(), List.of(), Optional.of(Duration.ZERO));
    }
    return unlessOthersAreAtWork(seen, intent.name())
        .orElseGet(() -> new Decision.CreateJob(intent));
  }

  private Decision waitForPod(Observation seen, JobStatus intent, NotStarted state) {
    List<Note> notes =
        state.blocked()
            ? List.of(Note.warning(state.reason(), intent.step().name(), state.message()))
            : List.of();
    return write(progress(seen).notStarted(intent, state), notes, Optional.of(POLL));
  }

  private Decision idle(Observation seen) {
    Optional<Decision> prune = prune(seen.jobs());
    if (prune.isPresent()) {
      return prune.get();
    }
    Migration migration = seen.migration();
    if (migration.suspended()) {
      return write(progress(seen).suspended(), List.of(), Optional.empty());
    }
    if (migration.retryRequest().isPresent()) {
      return plan(seen);
    }
    Optional<PlanStatus> plan = migration.planOfThisGeneration();
    if (plan.isPresent()) {
      return approved(migration, plan.get())
          ? run(seen, plan.get())
          : awaitApproval(seen, plan.get());
    }
    Optional<FailureStatus> failure = migration.failureOfThisGeneration();
    if (failure.isPresent()) {
      return failure.get().retryAt() == null
          ? new Decision.Rest(Optional.empty())
          : at(seen, Instant.parse(failure.get().retryAt()));
    }
    if (migration.satisfied()) {
      return migration
          .nextVerification()
          .map(due -> at(seen, due))
          .orElseGet(() -> new Decision.Rest(Optional.empty()));
    }
    return plan(seen);
  }

  private Decision awaitApproval(Observation seen, PlanStatus plan) {
    Note note = Note.normal("AwaitingApproval", "Plan", "plan " + plan.hash() + " awaits approval");
    return write(progress(seen).awaitingApproval(plan), List.of(note), Optional.empty());
  }

  private static boolean approved(Migration migration, PlanStatus plan) {
    return !migration.needsApproval() || plan.hash().equals(migration.spec().approvedPlan());
  }

  /** Plan when the time has come; until then nothing is done and nothing written. */
  private Decision at(Observation seen, Instant due) {
    return due.isAfter(seen.now())
        ? new Decision.Rest(Optional.of(Duration.between(seen.now(), due)))
        : plan(seen);
  }

  private Decision plan(Observation seen) {
    return unlessOthersAreAtWork(seen, null)
        .orElseGet(
            () ->
                write(
                    progress(seen).planNext(seen.lastAttempt()),
                    List.of(),
                    Optional.of(Duration.ZERO)));
  }

  private Decision run(Observation seen, PlanStatus plan) {
    return unlessOthersAreAtWork(seen, null)
        .orElseGet(
            () -> write(progress(seen).runNext(plan), List.of(), Optional.of(Duration.ZERO)));
  }

  private Optional<Decision> unlessOthersAreAtWork(Observation seen, String jobName) {
    List<String> others = seen.othersAtWork(jobName);
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(write(progress(seen).waitingFor(others), List.of(), Optional.of(POLL)));
  }

  private Optional<Decision> prune(Map<String, JobState> jobs) {
    List<String> finished =
        jobs.entrySet().stream()
            .filter(job -> job.getValue().finished())
            .map(Map.Entry::getKey)
            .toList();
    int surplus = finished.size() - finishedJobsToKeep;
    return surplus <= 0
        ? Optional.empty()
        : Optional.of(
            new Decision.DeleteJobs(
                finished.subList(0, surplus),
                "only the last " + finishedJobsToKeep + " finished ones are kept"));
  }

  private static Progress progress(Observation seen) {
    return new Progress(seen.migration(), seen.now());
  }

  private static Decision write(
      DatabaseMigrationStatus status, List<Note> notes, Optional<Duration> again) {
    return new Decision.Write(status, notes, again);
  }
}
