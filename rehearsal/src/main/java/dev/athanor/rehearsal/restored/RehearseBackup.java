package dev.athanor.rehearsal.restored;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.MigrationEvents;
import dev.athanor.engine.command.MigrationSteps;
import dev.athanor.engine.history.TrustedRoles;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.rehearsal.record.Recorder;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.restored.RehearsalReport.Outcome;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Restores a backup into a server that is there for it, and runs a plan on it as it would run at
 * home. Of the database that the plan is for nothing is asked, and nothing is sent to it.
 */
public final class RehearseBackup {
  /** What says nothing of the plan, and may be over the next time. */
  private static final Set<Reason> INTERRUPTIONS =
      EnumSet.of(Reason.CONNECTION_FAILED, Reason.SCRATCH_SERVER_FAILED);

  private static final MigrationEvents SILENT = new MigrationEvents() {};

  private final RehearsalRequest request;
  private final ScratchServer server;
  private final Consumer<String> progress;

  /**
   * @param server of the backup's major version, used as a superuser
   * @param progress takes lines for people, as it goes
   */
  public RehearseBackup(RehearsalRequest request, ScratchServer server, Consumer<String> progress) {
    this.request = Objects.requireNonNull(request, "request");
    this.server = Objects.requireNonNull(server, "server");
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  /**
   * What the plan did. What keeps it from being tried is an outcome, too.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED where the server went away meanwhile;
   *     INTERRUPTED
   */
  public RehearsalReport run() {
    try {
      return rehearse();
    } catch (AthanorException e) {
      if (INTERRUPTIONS.contains(e.reason())) {
        throw new AthanorException(
            Reason.SCRATCH_SERVER_FAILED,
            "The rehearsal was interrupted: " + e.getMessage(),
            "See in the log of its server why that went away, then rehearse again; nothing was sent"
                + " to the database.",
            e);
      }
      if (e.reason() == Reason.INTERRUPTED) {
        throw e;
      }
      return notRehearsed("not rehearsed, because " + e.getMessage(), 0);
    }
  }

  private RehearsalReport rehearse() {
    int major = server.majorVersion();
    if (major != request.backup().serverMajor()) {
      return notRehearsed(
          "not rehearsed, because the backup is of PostgreSQL %d and the server of the rehearsal is %d"
              .formatted(request.backup().serverMajor(), major),
          major);
    }
    progress.accept(
        "Restoring %s (%d bytes) to rehearse on."
            .formatted(request.backup().location(), request.backup().bytes()));
    long start = System.nanoTime();
    try (RehearsalCopy copy = RehearsalCopy.of(request, server, progress)) {
      long restored = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      progress.accept("Restored in " + restored + " ms.");
      return on(copy.target(), major, restored);
    }
  }

  private RehearsalReport on(DatabaseTarget copy, int major, long restored) {
    PlanRequest asked = asked();
    MigrationPlan plan = new MigrationSteps(asked, copy, SILENT).plan();
    if (request.decided().filter(decided -> !digests(decided).equals(digests(plan))).isPresent()) {
      return notRehearsed(
          "not rehearsed, because on the backup the plan is another one than on the database",
          major);
    }
    Recording recording =
        new Recorder(copy, SnapshotOptions.DEFAULT, (changeset, before, after) -> say(changeset))
            .record(asked);
    return report(plan, recording, restored);
  }

  /** Where nobody knows who will run it, whose hand the history is in is not the question. */
  private PlanRequest asked() {
    PlanRequest plan = request.plan();
    PlanOptions trusting =
        plan.options().withAllowSuperuser(true).withTrusted(TrustedRoles.EVERYBODY);
    return request.user().isPresent()
        ? plan
        : new PlanRequest(plan.bundle(), plan.target(), trusting);
  }

  private static List<String> digests(MigrationPlan plan) {
    return plan.steps().stream().map(PlanStep::digest).toList();
  }

  private void say(ChangesetRecording changeset) {
    progress.accept("Rehearsed " + changeset.revision() + " " + changeset.key() + ".");
  }

  private RehearsalReport report(MigrationPlan plan, Recording recording, long restored) {
    List<RehearsedStatement> statements = new ArrayList<>();
    recording.changesets().forEach(each -> statements.addAll(RehearsedStatement.of(each)));
    long millis = statements.stream().mapToLong(RehearsedStatement::millis).sum();
    Verdict verdict = verdict(plan, recording, statements, Duration.ofMillis(millis));
    return new RehearsalReport(
        verdict.outcome(),
        verdict.why(),
        request.backup().name(),
        recording.server().major(),
        restored,
        millis,
        statements);
  }

  private record Verdict(Outcome outcome, String why) {}

  private Verdict verdict(
      MigrationPlan plan, Recording recording, List<RehearsedStatement> statements, Duration took) {
    Optional<String> failed = stopped(plan, recording, ChangesetRecording.Outcome.FAILED);
    if (failed.isPresent()) {
      return new Verdict(Outcome.FAILED, failed.get());
    }
    Optional<String> unknown = stopped(plan, recording, ChangesetRecording.Outcome.NOT_REHEARSED);
    if (unknown.isPresent()) {
      return new Verdict(Outcome.NOT_REHEARSED, unknown.get());
    }
    List<String> exceeded = request.limits().exceeded(statements, took);
    return exceeded.isEmpty()
        ? new Verdict(Outcome.PASSED, "")
        : new Verdict(Outcome.LIMIT_EXCEEDED, String.join("; ", exceeded));
  }

  /** Why the first changeset ended so that may not; the recording has one for each step. */
  private static Optional<String> stopped(
      MigrationPlan plan, Recording recording, ChangesetRecording.Outcome how) {
    for (int i = 0; i < plan.steps().size(); i++) {
      PlanStep step = plan.steps().get(i);
      ChangesetRecording recorded = recording.changesets().get(i);
      if (recorded.outcome() == how && !step.mayFail()) {
        return Optional.of(
            "revision " + step.revision() + " (" + recorded.key() + "): " + recorded.why());
      }
    }
    return Optional.empty();
  }

  private RehearsalReport notRehearsed(String why, int major) {
    return new RehearsalReport(
        Outcome.NOT_REHEARSED, why, request.backup().name(), major, 0, 0, List.of());
  }
}
