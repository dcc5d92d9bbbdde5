package dev.athanor.operator.reconcile;

import static dev.athanor.operator.reconcile.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReports;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.JobState.Absent;
import dev.athanor.operator.jobs.JobState.Finished;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Reports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decision, as a table: what is seen, and the one step that follows. */
class DeciderTest {
  private static final Decider DECIDER = new Decider(4);
  private static final JobState STARTING = new NotStarted("Starting", "", NOW, false);
  private static final JobState BLOCKED =
      new NotStarted("FailedMount", "no such ConfigMap", NOW.minusSeconds(5), true);
  private static final JobState STUCK =
      new NotStarted("FailedMount", "no such ConfigMap", NOW.minusSeconds(60), true);
  private static final JobState NO_NODE = unschedulable(Duration.ofSeconds(150));
  private static final JobState NEVER_A_NODE = unschedulable(Duration.ofSeconds(190));
  private static final JobState PLANNED = finished(Reports.planned(3, Reports.HASH));
  private static final JobState UP_TO_DATE = finished(Reports.upToDate());
  private static final JobState FAILED = failed("StatementFailed", false);
  private static final JobState FAILED_FOR_NOW = failed("Locked", true);

  static Stream<Arguments> inFlight() {
    List<Arguments> rows = new ArrayList<>();
    row(rows, "of this generation", 2, false, new Absent(), "create");
    row(rows, "of this generation", 2, false, STARTING, "write Planning/Starting");
    row(rows, "of this generation", 2, false, BLOCKED, "write Planning/FailedMount");
    row(rows, "of this generation", 2, false, STUCK, "write Stalled/FailedMount");
    row(rows, "of this generation", 2, false, NO_NODE, "write Planning/Unschedulable");
    row(rows, "of this generation", 2, false, NEVER_A_NODE, "write Stalled/Unschedulable");
    row(rows, "of this generation", 2, false, new Running("plan"), "write Planning/Planning");
    row(rows, "of this generation", 2, false, new Running("backup"), "write BackingUp/BackingUp");
    row(rows, "of this generation", 2, false, new Running("apply"), "write Applying/Applying");
    row(rows, "of this generation", 2, false, PLANNED, "conclude Planning/Planned");
    row(rows, "of this generation", 2, false, UP_TO_DATE, "conclude Ready/UpToDate");
    row(rows, "of this generation", 2, false, FAILED, "conclude Stalled/StatementFailed");
    row(rows, "of this generation", 2, false, FAILED_FOR_NOW, "conclude Failed/Locked");
    row(rows, "of an older one", 1, false, new Absent(), "conclude Pending/NewGeneration");
    row(rows, "of an older one", 1, false, STARTING, "delete");
    row(rows, "of an older one", 1, false, BLOCKED, "delete");
    row(rows, "of an older one", 1, false, new Running("plan"), "write Planning/FinishingPrevious");
    row(
        rows,
        "of an older one",
        1,
        false,
        new Running("apply"),
        "write Applying/FinishingPrevious");
    row(rows, "of an older one", 1, false, UP_TO_DATE, "conclude Pending/NewGeneration");
    row(rows, "of an older one", 1, false, FAILED, "conclude Pending/NewGeneration");
    row(rows, "suspended", 2, true, new Absent(), "conclude Pending/NewGeneration");
    row(rows, "suspended", 2, true, STARTING, "delete");
    row(rows, "suspended", 2, true, new Running("apply"), "write Applying/Applying");
    row(rows, "suspended", 2, true, UP_TO_DATE, "conclude Ready/UpToDate");
    return rows.stream();
  }

  private static void row(
      List<Arguments> rows,
      String who,
      long generation,
      boolean suspended,
      JobState state,
      String expected) {
    rows.add(arguments(who, generation, suspended, state, expected));
  }

  @ParameterizedTest(name = "a Job {0}, {3}: {4}")
  @MethodSource
  void inFlight(String who, long generation, boolean suspended, JobState state, String expected) {
    Sample sample =
        new Sample()
            .spec("suspend", suspended)
            .status(s -> s.attempt(1L).job(Sample.intent(Step.Plan, generation)));
    if (!(state instanceof Absent)) {
      sample.job(Sample.JOB, state);
    }

    assertThat(describe(DECIDER.decide(sample.observation()))).isEqualTo(expected);
  }

  static Stream<Arguments> idle() {
    return Stream.of(
        arguments("nothing known", new Sample(), "Plan 1"),
        arguments(
            "a pod of before lives",
            new Sample().livingPod("old-x", "old"),
            "write Pending/WaitingForPrevious"),
        arguments(
            "a Job of before is at work",
            new Sample().job("old", new Running("apply")),
            "write Pending/WaitingForPrevious"),
        arguments(
            "nothing known any more, but Jobs were left",
            new Sample().job("old", UP_TO_DATE).lastAttempt(7),
            "Plan 8"),
        arguments("suspended", new Sample().spec("suspend", true), "write Suspended/Suspended"),
        arguments(
            "planned",
            new Sample().status(s -> s.attempt(1L).plan(Sample.plan(2, Manifests.DIGEST))),
            "Run 1"),
        arguments(
            "planned, not approved",
            new Sample()
                .spec("approval", "Manual")
                .status(s -> s.attempt(1L).plan(Sample.plan(2, Manifests.DIGEST))),
            "write AwaitingApproval/AwaitingApproval"),
        arguments(
            "planned, another approved",
            new Sample()
                .spec("approval", "Manual")
                .spec("approvedPlan", Reports.OTHER_HASH)
                .status(s -> s.attempt(1L).plan(Sample.plan(2, Manifests.DIGEST))),
            "write AwaitingApproval/AwaitingApproval"),
        arguments(
            "planned and approved",
            new Sample()
                .spec("approval", "Manual")
                .spec("approvedPlan", Reports.HASH)
                .status(s -> s.attempt(1L).plan(Sample.plan(2, Manifests.DIGEST))),
            "Run 1"),
        arguments(
            "planned for an older generation",
            new Sample().status(s -> s.attempt(1L).plan(Sample.plan(1, Manifests.DIGEST))),
            "Plan 2"),
        arguments(
            "planned from another bundle",
            new Sample().status(s -> s.attempt(1L).plan(Sample.plan(2, Manifests.OTHER_DIGEST))),
            "Plan 2"),
        arguments(
            "failed for good",
            new Sample().status(s -> s.failure(Sample.failure(2, false, 1, null))),
            "rest"),
        arguments(
            "failed for good, asked to retry",
            new Sample()
                .retryAnnotation("now")
                .status(s -> s.attempt(1L).failure(Sample.failure(2, false, 1, null))),
            "Plan 2"),
        arguments(
            "failed for good, retried before",
            new Sample()
                .retryAnnotation("now")
                .status(s -> s.lastRetryRequest("now").failure(Sample.failure(2, false, 1, null))),
            "rest"),
        arguments(
            "failed, not yet time",
            new Sample().status(s -> s.failure(Sample.failure(2, true, 1, NOW.plusSeconds(7)))),
            "rest PT7S"),
        arguments(
            "failed, time to retry",
            new Sample().status(s -> s.attempt(4L).failure(Sample.failure(2, true, 1, NOW))),
            "Plan 5"),
        arguments(
            "an older generation failed",
            new Sample().status(s -> s.attempt(4L).failure(Sample.failure(1, false, 1, null))),
            "Plan 5"),
        arguments(
            "up to date",
            new Sample().status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, NOW))),
            "rest later"),
        arguments(
            "up to date, time to look again",
            new Sample()
                .status(
                    s ->
                        s.attempt(1L)
                            .lastSuccess(
                                Sample.success(
                                    2, Manifests.DIGEST, NOW.minus(Duration.ofHours(27))))),
            "Plan 2"),
        arguments(
            "up to date for ever",
            new Sample()
                .spec("verifyInterval", "0s")
                .status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, NOW))),
            "rest"),
        arguments(
            "up to date with another bundle",
            new Sample()
                .status(
                    s -> s.attempt(1L).lastSuccess(Sample.success(2, Manifests.OTHER_DIGEST, NOW))),
            "Plan 2"),
        arguments(
            "up to date in an older generation",
            new Sample()
                .status(s -> s.attempt(1L).lastSuccess(Sample.success(1, Manifests.DIGEST, NOW))),
            "Plan 2"),
        arguments(
            "was up to date, then seen behind",
            new Sample()
                .status(
                    s ->
                        s.attempt(1L)
                            .pending(2)
                            .lastSuccess(Sample.success(2, Manifests.DIGEST, NOW))),
            "Plan 2"),
        arguments(
            "too many finished Jobs",
            new Sample()
                .job("a", UP_TO_DATE)
                .job("b", UP_TO_DATE)
                .job("c", UP_TO_DATE)
                .job("d", UP_TO_DATE)
                .job("e", UP_TO_DATE)
                .job("f", UP_TO_DATE),
            "delete a b"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource
  void idle(String what, Sample sample, String expected) {
    assertThat(describe(DECIDER.decide(sample.observation()))).isEqualTo(expected);
  }

  static Stream<Arguments> deletion() {
    return Stream.of(
        arguments("nothing there", new Sample(), "release"),
        arguments("a finished Job", new Sample().job("a", UP_TO_DATE), "delete a"),
        arguments("a Job that has not started", new Sample().job("a", STARTING), "delete a"),
        arguments(
            "a Job at work",
            new Sample().job("a", new Running("apply")),
            "write Deleting/Deleting"),
        arguments(
            "one at work, one finished",
            new Sample().job("a", UP_TO_DATE).job("b", new Running("backup")),
            "delete a"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource
  void deletion(String what, Sample sample, String expected) {
    assertThat(describe(DECIDER.decideDeletion(sample.observation()))).isEqualTo(expected);
  }

  /** Without this a reconcile would write for ever. */
  @ParameterizedTest(name = "{3}")
  @MethodSource("inFlight")
  void waitingIsWrittenOnce(
      String who, long generation, boolean suspended, JobState state, String expected) {
    if (!expected.startsWith("write")) {
      return;
    }
    Sample sample =
        new Sample()
            .spec("suspend", suspended)
            .status(s -> s.attempt(1L).job(Sample.intent(Step.Plan, generation)))
            .job(Sample.JOB, state);
    DatabaseMigrationStatus first = written(DECIDER.decide(sample.observation()));

    assertThat(written(DECIDER.decide(sample.status(first).observation()))).isEqualTo(first);
  }

  @Test
  void theJobIsNamedByItsWorkAlone() {
    Sample sample = new Sample();
    JobStatus one = written(DECIDER.decide(sample.observation())).job();
    JobStatus again = written(DECIDER.decide(sample.observation())).job();
    JobStatus other =
        written(DECIDER.decide(new Sample().spec("target", "base").observation())).job();

    assertThat(again.name()).isEqualTo(one.name()).startsWith("tweeteval-plan-");
    assertThat(other.name()).isNotEqualTo(one.name());
  }

  @Test
  void backoffDoublesUpToItsLimit() {
    List<String> waits = new ArrayList<>();
    for (int count = 0; count < 9; count++) {
      Sample sample =
          new Sample()
              .spec("retry.limit", 8)
              .job(Sample.JOB, FAILED_FOR_NOW)
              .status(s -> s.attempt(1L).job(Sample.intent(Step.Plan, 2)));
      int failures = count;
      if (count > 0) {
        sample.status(s -> s.failure(Sample.failure(2, true, failures, NOW)));
      }
      DatabaseMigrationStatus status = written(DECIDER.decide(sample.observation()));
      waits.add(
          Duration.between(NOW, java.time.Instant.parse(status.failure().retryAt())).toString());
    }

    assertThat(waits)
        .containsExactly(
            "PT10S", "PT20S", "PT40S", "PT1M20S", "PT2M40S", "PT5M20S", "PT10M", "PT10M", "PT24H");
  }

  @Test
  void aRetryKeepsCountAndANewGenerationDoesNot() {
    Sample due = new Sample().status(s -> s.failure(Sample.failure(2, true, 3, NOW)));
    Sample changed = new Sample().status(s -> s.failure(Sample.failure(1, true, 3, NOW)));

    assertThat(written(DECIDER.decide(due.observation())).failure().count()).isEqualTo(3);
    assertThat(written(DECIDER.decide(changed.observation())).failure()).isNull();
  }

  @Test
  void verificationsAreSpreadByATenthAtMost() {
    Sample sample =
        new Sample().status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, NOW)));

    Duration wait = DECIDER.decide(sample.observation()).lookAgainAfter().orElseThrow();

    assertThat(wait)
        .isBetween(
            Duration.ofHours(24).multipliedBy(9).dividedBy(10),
            Duration.ofHours(24).multipliedBy(11).dividedBy(10));
  }

  private static JobState finished(String report) {
    JobReport read = JobReports.read(report).orElseThrow();
    return new Finished(new Result(true, null, false, read.message(), read, null), NOW);
  }

  private static JobState unschedulable(Duration since) {
    return new NotStarted("Unschedulable", "0/3 nodes are available", NOW.minus(since), true);
  }

  private static JobState failed(String reason, boolean retryable) {
    return new Finished(new Result(false, reason, retryable, "no", null, null), NOW);
  }

  private static DatabaseMigrationStatus written(Decision decision) {
    return ((Decision.Write) decision).status();
  }

  private static String describe(Decision decision) {
    if (decision instanceof Decision.Write write) {
      DatabaseMigrationStatus status = write.status();
      JobStatus next = status.job();
      if (next != null && next.decidedAt().equals(NOW.toString())) {
        return next.step() + " " + next.attempt();
      }
      String what =
          next == null && write.lookAgainAfter().equals(Optional.of(Duration.ZERO))
              ? "conclude "
              : "write ";
      // kstatus takes the first that is true: never more than one may be.
      assertThat(status.conditions())
          .filteredOn(c -> c.getStatus().equals("True"))
          .hasSizeLessThan(2);
      return what + phase(status) + "/" + status.conditions().get(0).getReason();
    }
    if (decision instanceof Decision.DeleteJobs delete) {
      boolean onlyTheIntent = delete.names().equals(List.of(Sample.JOB));
      return onlyTheIntent ? "delete" : "delete " + String.join(" ", delete.names());
    }
    if (decision instanceof Decision.Rest rest) {
      return "rest"
          + rest.lookAgainAfter().map(d -> d.toHours() > 0 ? " later" : " " + d).orElse("");
    }
    return decision instanceof Decision.CreateJob ? "create" : "release";
  }

  private static Phase phase(DatabaseMigrationStatus status) {
    return status.phase();
  }
}
