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
import dev.athanor.crds.v1alpha1.KeptStatus;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.JobState.Absent;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Reports;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decision, as a table: what is seen, and the one step that follows. */
class DeciderTest {
  private static final Decider DECIDER = new Decider(4);
  private static final JobState STARTING = starting(Duration.ofSeconds(20));
  private static final JobState NEVER_STARTING = starting(Duration.ofMinutes(11));
  private static final JobState BLOCKED = unmounted(Duration.ofSeconds(5));
  private static final JobState STUCK = unmounted(Duration.ofSeconds(60));
  private static final JobState NO_NODE = unschedulable(Duration.ofSeconds(150));
  private static final JobState NEVER_A_NODE = unschedulable(Duration.ofSeconds(190));
  private static final JobState SILENT = Sample.running("apply", silent(Duration.ofSeconds(100)));
  private static final JobState LOST = Sample.running("apply", silent(Duration.ofSeconds(190)));
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
    row(rows, "of this generation", 2, false, Sample.running("plan"), "write Planning/Planning");
    row(
        rows,
        "of this generation",
        2,
        false,
        Sample.running("backup"),
        "write BackingUp/BackingUp");
    row(rows, "of this generation", 2, false, Sample.running("apply"), "write Applying/Applying");
    row(rows, "of this generation", 2, false, NEVER_STARTING, "write Stalled/Starting");
    row(rows, "of this generation", 2, false, SILENT, "write Applying/Applying");
    row(rows, "of this generation", 2, false, LOST, "write Stalled/NodeNotReady");
    row(rows, "of this generation", 2, false, PLANNED, "conclude Planning/Planned");
    row(rows, "of this generation", 2, false, UP_TO_DATE, "conclude Ready/UpToDate");
    row(rows, "of this generation", 2, false, FAILED, "conclude Stalled/StatementFailed");
    row(rows, "of this generation", 2, false, FAILED_FOR_NOW, "conclude Failed/Locked");
    row(rows, "of an older one", 1, false, new Absent(), "conclude Pending/NewGeneration");
    row(rows, "of an older one", 1, false, STARTING, "delete");
    row(rows, "of an older one", 1, false, BLOCKED, "delete");
    row(
        rows,
        "of an older one",
        1,
        false,
        Sample.running("plan"),
        "write Planning/FinishingPrevious");
    row(
        rows,
        "of an older one",
        1,
        false,
        Sample.running("apply"),
        "write Applying/FinishingPrevious");
    row(rows, "of an older one", 1, false, LOST, "write Stalled/NodeNotReady");
    row(rows, "of an older one", 1, false, UP_TO_DATE, "conclude Pending/NewGeneration");
    row(rows, "of an older one", 1, false, FAILED, "conclude Pending/NewGeneration");
    row(rows, "suspended", 2, true, new Absent(), "conclude Pending/NewGeneration");
    row(rows, "suspended", 2, true, STARTING, "delete");
    row(rows, "suspended", 2, true, Sample.running("apply"), "write Applying/Applying");
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
            "a Job of before has not started",
            new Sample().job("old", STARTING),
            "write Pending/WaitingForPrevious"),
        arguments(
            "a pod of before will never end",
            new Sample().job("old", LOST),
            "write Stalled/NodeNotReady"),
        arguments(
            "a Job of before is at work",
            new Sample().job("old", Sample.running("apply")),
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
            "planned and approved, as once before",
            new Sample()
                .spec("approval", "Manual")
                .spec("approvedPlan", Reports.HASH)
                .status(
                    s -> s.attempt(1L).spentApprovals(1).plan(Sample.plan(2, Manifests.DIGEST))),
            "write AwaitingApproval/AwaitingApproval"),
        arguments(
            "planned and approved again",
            new Sample()
                .spec("approval", "Manual")
                .spec("approvedPlan", Reports.HASH + "#2")
                .status(
                    s -> s.attempt(1L).spentApprovals(1).plan(Sample.plan(2, Manifests.DIGEST))),
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
            "up to date, and a container of another lives on",
            new Sample()
                .status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, NOW)))
                .job("a", lingering(Duration.ofMinutes(10))),
            "rest later"),
        arguments(
            "up to date, and a container of another lives on for too long",
            new Sample()
                .status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, NOW)))
                .job("a", lingering(Duration.ofMinutes(61))),
            "delete a"),
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
            new Sample().job("a", Sample.running("apply")),
            "write Deleting/Deleting"),
        arguments(
            "a Job whose pod another container keeps alive",
            new Sample().job("a", lingering(Duration.ofSeconds(1))),
            "delete a"),
        arguments(
            "a pod that has ended, of a Job that is gone",
            new Sample().job("a", gone()),
            "release"),
        arguments(
            "a pod on a lost node", new Sample().job("a", LOST), "write Stalled/NodeNotReady"),
        arguments(
            "one at work, one finished",
            new Sample().job("a", UP_TO_DATE).job("b", Sample.running("backup")),
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

    assertThat(lookAgain(sample))
        .isBetween(
            Duration.ofHours(24).multipliedBy(9).dividedBy(10),
            Duration.ofHours(24).multipliedBy(11).dividedBy(10));
  }

  /** Once: what cannot be forgotten then does not have it looked at again and again. */
  @Test
  void whatIsKeptIsForgottenWhenItsTimeHasCome() {
    Instant before = NOW.minus(Duration.ofHours(1));

    assertThat(lookAgain(keeping(NOW.plusSeconds(10_800), before)))
        .isEqualTo(Duration.ofSeconds(10_860));
    assertThat(written(DECIDER.decide(keeping(NOW.minusSeconds(60), before).observation())).job())
        .returns(Step.Plan, JobStatus::step);
    assertThat(lookAgain(keeping(NOW.minusSeconds(60), NOW))).isGreaterThan(Duration.ofHours(20));
  }

  /** Up to date, as was last seen then. */
  private static Sample keeping(Instant until, Instant seen) {
    return new Sample()
        .status(
            s ->
                s.lastSuccess(Sample.success(2, Manifests.DIGEST, seen))
                    .kept(new KeptStatus(1, 8192L, until.toString())));
  }

  private static Duration lookAgain(Sample sample) {
    return ((Decision.Write) DECIDER.decide(sample.observation())).lookAgainAfter().orElseThrow();
  }

  /** A registry's blip is no failed database; nor are two conditions true at once. */
  @Test
  void aVerificationThatCannotStartMakesReadyUnknown() {
    Sample sample =
        new Sample()
            .status(
                s ->
                    s.attempt(2L)
                        .job(Sample.intent(Step.Plan, 2))
                        .lastSuccess(Sample.success(2, Manifests.DIGEST, NOW)));

    assertThat(conditions(sample.job(Sample.JOB, BLOCKED))).isEqualTo("Ready=True");
    assertThat(conditions(sample.job(Sample.JOB, STUCK))).isEqualTo("Ready=Unknown Stalled=True");
    JobState silent = Sample.running("plan", silent(Duration.ofSeconds(100)));
    JobState lost = Sample.running("plan", silent(Duration.ofSeconds(190)));
    assertThat(conditions(sample.job(Sample.JOB, silent))).isEqualTo("Ready=True");
    assertThat(conditions(sample.job(Sample.JOB, lost))).isEqualTo("Ready=Unknown Stalled=True");
  }

  /** Ready is the truth of the next plan. */
  @Test
  void aRunThatLeftChangesetsOutIsNotReady() {
    Sample ran =
        new Sample()
            .status(s -> s.attempt(1L).job(Sample.intent(Step.Run, 2)))
            .job(Sample.JOB, finished(Reports.left(3, 1)));

    DatabaseMigrationStatus status = written(DECIDER.decide(ran.observation()));

    assertThat(truths(status)).isEqualTo("Stalled=True");
    assertThat(status.pending()).isEqualTo(2);
    assertThat(status.lastSuccess()).isNull();
    assertThat(status.failure().reason()).isEqualTo("ChangesetsSkipped");
    assertThat(status.failure().retryAt()).isNull();
    assertThat(status.message()).contains("2 changesets were kept out", "athanor.dev/retry");
  }

  /** What always runs does so once a bundle, not with every look at the database. */
  @Test
  void whatAlwaysRunsIsNoReasonToRunAgain() {
    Sample ran =
        new Sample()
            .status(s -> s.attempt(1L).job(Sample.intent(Step.Run, 2)))
            .job(Sample.JOB, finished(Reports.left(1, 1)));
    Sample first =
        new Sample()
            .status(s -> s.attempt(1L).job(Sample.intent(Step.Plan, 2)))
            .job(Sample.JOB, finished(Reports.repeating(1)));
    Sample verified =
        new Sample()
            .status(
                s ->
                    s.attempt(1L)
                        .job(Sample.intent(Step.Plan, 2))
                        .lastSuccess(Sample.success(1, Manifests.DIGEST, NOW)))
            .job(Sample.JOB, finished(Reports.repeating(1)));
    Sample another =
        new Sample()
            .status(
                s ->
                    s.attempt(1L)
                        .job(Sample.intent(Step.Plan, 2))
                        .lastSuccess(Sample.success(1, Manifests.OTHER_DIGEST, NOW)))
            .job(Sample.JOB, finished(Reports.repeating(1)));

    assertThat(conditions(ran)).isEqualTo("Ready=True");
    assertThat(conditions(first)).isEqualTo("Reconciling=True");
    assertThat(conditions(verified)).isEqualTo("Ready=True");
    assertThat(conditions(another)).isEqualTo("Reconciling=True");
  }

  /** No event says that a node has been silent for long enough. */
  @Test
  void whatMayNeverEndIsLookedAtAgainWhenItIsTimeToSaySo() {
    Sample sample =
        new Sample()
            .status(s -> s.attempt(1L).job(Sample.intent(Step.Plan, 2)))
            .job(Sample.JOB, SILENT);

    assertThat(DECIDER.decide(sample.observation()))
        .extracting(d -> ((Decision.Write) d).lookAgainAfter())
        .isEqualTo(Optional.of(Duration.ofSeconds(81)));
  }

  /** What an exception put into the status does not stay there. */
  @Test
  void aStatusThatAnErrorChangedIsMendedByTheNextLook() {
    Sample sample =
        new Sample().status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, NOW)));
    DatabaseMigrationStatus settled = written(DECIDER.decide(sample.observation()));
    ReconcileError error = ReconcileError.of(new IllegalStateException("boom"));
    DatabaseMigrationStatus once = DECIDER.failed(sample.observation(), error, 1).status();
    DatabaseMigrationStatus often = DECIDER.failed(sample.observation(), error, 6).status();

    assertThat(once.message()).contains("boom");
    assertThat(truths(once)).isEqualTo("Ready=True");
    assertThat(truths(often)).isEqualTo("Ready=Unknown Stalled=True");
    assertThat(written(DECIDER.decide(sample.status(once).observation()))).isEqualTo(settled);
  }

  @Test
  void verificationsAreNotAllAtOnce() {
    Set<Duration> waits = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Sample sample =
          new Sample()
              .uid("0f6e7a52-0000-4000-8000-00000000000" + (char) ('a' + i))
              .status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, NOW)));
      waits.add(lookAgain(sample));
    }

    assertThat(waits).hasSizeGreaterThan(10);
  }

  private static String conditions(Sample sample) {
    return truths(written(DECIDER.decide(sample.observation())));
  }

  private static String truths(DatabaseMigrationStatus status) {
    return status.conditions().stream()
        .filter(c -> !c.getStatus().equals("False"))
        .map(c -> c.getType() + "=" + c.getStatus())
        .collect(Collectors.joining(" "));
  }

  private static JobState finished(String report) {
    JobReport read = JobReports.read(report).orElseThrow();
    return Sample.ended(new Result(true, null, false, read.message(), read, null, null));
  }

  private static JobState starting(Duration since) {
    return new NotStarted(
        Trouble.slow("Starting", "nobody knows why", NOW.minus(since), Trouble.LONGEST));
  }

  private static JobState unmounted(Duration since) {
    return new NotStarted(
        Trouble.said("FailedMount", "no such ConfigMap", NOW.minus(since), Trouble.SHORT));
  }

  private static JobState unschedulable(Duration since) {
    return new NotStarted(
        Trouble.said("Unschedulable", "0/3 nodes are available", NOW.minus(since), Trouble.LONG));
  }

  private static Trouble silent(Duration since) {
    return Trouble.said(
        "NodeNotReady", "its node n1 does not answer", NOW.minus(since), Trouble.LONG);
  }

  private static JobState lingering(Duration since) {
    Ended ended = (Ended) UP_TO_DATE;
    return new Ended(ended.result(), NOW.minus(since), List.of("a-x"), false);
  }

  private static JobState gone() {
    Ended ended = (Ended) UP_TO_DATE;
    return new Ended(ended.result(), ended.at(), List.of(), true);
  }

  private static JobState failed(String reason, boolean retryable) {
    return Sample.ended(Result.failed(reason, retryable, "no"));
  }

  private static DatabaseMigrationStatus written(Decision decision) {
    return ((Decision.Write) decision).status();
  }

  private static String describe(Decision decision) {
    if (decision instanceof Decision.Write write) {
      DatabaseMigrationStatus status = write.status();
      if (Set.of("UpToDate", "Locked").contains(reason(status))
          && !write.lookAgainAfter().equals(Optional.of(Duration.ZERO))) {
        return "rest"
            + write.lookAgainAfter().map(d -> d.toMinutes() > 0 ? " later" : " " + d).orElse("");
      }
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
      return what + phase(status) + "/" + reason(status);
    }
    if (decision instanceof Decision.DeleteJobs delete) {
      boolean onlyTheIntent = delete.names().equals(List.of(Sample.JOB));
      return onlyTheIntent ? "delete" : "delete " + String.join(" ", delete.names());
    }
    return decision instanceof Decision.CreateJob ? "create" : "release";
  }

  private static String reason(DatabaseMigrationStatus status) {
    return status.conditions().get(0).getReason();
  }

  private static Phase phase(DatabaseMigrationStatus status) {
    return status.phase();
  }
}
