package dev.athanor.operator.reconcile;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.Fence;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.State;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatusBuilder;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.resource.Migration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What a status becomes when a Job has ended that a failure policy has asked for. */
final class GoBackConclusion {
  private static final String STEP = "GoBack";

  private final Migration migration;
  private final Optional<GoBackStatus> known;
  private final Result result;
  private final Instant now;

  GoBackConclusion(Migration migration, Result result, Instant now) {
    this.migration = migration;
    this.known = migration.goBack();
    this.result = result;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  Decision.Write write() {
    if (known.isEmpty()) {
      return write(null, Note.normal("WentBack", STEP, result.message()));
    }
    return result.succeeded() ? succeeded(known.get()) : failed(known.get());
  }

  private Decision.Write succeeded(GoBackStatus back) {
    Fence fence = back.fence() == null ? null : Fence.Lifted;
    GoBackStatus ended = back.toBuilder().fence(fence).retryAt(null).at(now.toString()).build();
    if (back.state() == State.Lifting) {
      return write(
          ended.toBuilder().state(State.Failed).build(),
          Note.warning("GoBackFailed", STEP, back.message()));
    }
    if (!changed()) {
      // Nothing had been changed, or the run has succeeded for all that: the next plan will tell.
      return write(null, Note.normal("WentBack", STEP, result.message()));
    }
    JobReport.Restore restored = result.report().restore();
    return write(
        ended.toBuilder()
            .state(State.Done)
            .revision(new ReportedDatabase(result.report()).current().orElse("unknown"))
            .keptAs(restored == null ? null : restored.keptAs())
            .message(result.message())
            .build(),
        Note.normal("WentBack", STEP, result.message()));
  }

  private boolean changed() {
    JobReport report = result.report();
    return report != null
        && (report.restore() != null && report.restore().keptAs() != null
            || report.plan() != null && report.plan().direction().equals("Down"));
  }

  /** Whoever is kept out has to be let in again, however often that takes. */
  private Decision.Write failed(GoBackStatus back) {
    int tries = back.tries() + 1;
    boolean again =
        back.state() == State.Lifting || result.retryable() && tries <= migration.retryLimit();
    State state = back.state();
    if (!again) {
      state = back.fence() == Fence.Up ? State.Lifting : State.Failed;
    }
    GoBackStatus next =
        back.toBuilder()
            .state(state)
            .tries(again ? tries : 0)
            .retryAt(again ? now.plus(migration.backoff(tries)).toString() : null)
            .message(back.state() == State.Lifting ? back.message() : result.message())
            .at(state == State.Failed ? now.toString() : null)
            .build();
    return write(next, Note.warning(result.reason(), STEP, result.message()));
  }

  private Decision.Write write(GoBackStatus next, Note note) {
    FailureStatus failure = migration.status().failure();
    boolean settled = next != null && (next.state() == State.Done || next.state() == State.Failed);
    FailureStatus said = failure == null || !settled ? failure : notTriedAgain(failure);
    DatabaseMigrationStatusBuilder status =
        new ReportedDatabase(result.report())
            .in(migration.status().toBuilder())
            .job(null)
            .plan(null)
            .goBack(next)
            .failure(said);
    return new Decision.Write(
        verdict(next, said).in(status, migration, now), List.of(note), Optional.of(Duration.ZERO));
  }

  private Verdict verdict(GoBackStatus next, FailureStatus failure) {
    if (failure == null || !migration.isCurrent(failure.generation())) {
      return Verdict.progressing(
          Phase.Pending, "NewGeneration", "the resource was changed; " + result.message());
    }
    return GoBackProgress.of(Optional.ofNullable(next), failure)
        .orElseGet(() -> new Progress(migration, now).failed(failure));
  }

  /** The same generation would fail again. */
  private static FailureStatus notTriedAgain(FailureStatus failure) {
    return new FailureStatus(
        failure.generation(),
        failure.reason(),
        failure.message(),
        failure.job(),
        false,
        failure.count(),
        failure.at(),
        null);
  }
}
