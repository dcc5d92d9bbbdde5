package dev.athanor.operator.reconcile;

import static dev.athanor.operator.reconcile.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReportBuilder;
import dev.athanor.crds.report.JobReports;
import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.SuccessStatus;
import dev.athanor.crds.v1alpha1.KeptStatus;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Reports;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What people and programs read of each step: the whole status, and the events. */
class StatusTest {
  private static final Decider DECIDER = new Decider(4);
  private static final JobReport.Backup BACKUP = report(Reports.backedUp()).backup();
  private static final Instant EARLIER = NOW.minus(Duration.ofHours(3));

  @Test
  void aPlanSaysWhatItFound() {
    Decision.Write write = concluded(Step.Plan, succeeded(Reports.planned(3, Reports.HASH), null));

    DatabaseMigrationStatus status = write.status();
    assertThat(status.observedAt()).isEqualTo("2026-11-22T10:00:00Z");
    assertThat(status.serverVersion()).isEqualTo("17.4");
    assertThat(status.historyFingerprint()).startsWith("sha256:d");
    assertThat(status.currentRevision())
        .isEqualTo(report(Reports.planned(3, "")).history().current().get(0));
    assertThat(status.targetRevision()).isEqualTo(Reports.HEAD);
    assertThat(status.pending()).isEqualTo(3);
    assertThat(status.lastPlanHash()).isEqualTo(Reports.HASH);
    assertThat(status.message()).isEqualTo("3 changesets to run up towards head");
    assertThat(write.notes())
        .containsExactly(
            Note.normal("Planned", "Plan", status.message()),
            Note.warning("PlanHasRisks", "Plan", Reports.RISK));
  }

  @Test
  void aPlanThatGoesDownOverOneChangesetSaysSo() {
    JobReport.Plan down = new JobReport.Plan("Down", List.of(), 1, 0, Reports.HASH, List.of());

    Decision.Write write = concluded(Step.Plan, succeeded(with(down, List.of("a1", "b2")), null));

    assertThat(write.status().message()).isEqualTo("1 changeset to run down towards head");
    assertThat(write.status().targetRevision()).isEqualTo("base");
    assertThat(write.status().currentRevision()).isEqualTo("a1, b2");
    assertThat(write.notes()).extracting(Note::reason).containsExactly("Planned");
  }

  @Test
  void aRunThatLeavesOneOutSaysSo() {
    assertThat(concluded(Step.Run, succeeded(Reports.left(1, 0), null)).status().message())
        .startsWith("1 changeset was kept out")
        .contains("the next plan has it again. done");
    assertThat(concluded(Step.Run, succeeded(Reports.left(3, 1), null)).status().message())
        .startsWith("2 changesets were kept out")
        .contains("has them again");
  }

  @Test
  void aSuccessKeepsWhenSomethingWasLastApplied() {
    SuccessStatus before =
        new SuccessStatus(1L, Manifests.DIGEST, "head", Reports.HEAD, EARLIER.toString(), "then");
    Consumer<Sample> known = sample -> sample.status(s -> s.lastSuccess(before));

    Decision.Write looked = concluded(Step.Plan, succeeded(Reports.upToDate(), null), known);
    Decision.Write ran = concluded(Step.Run, succeeded(Reports.applied(), BACKUP), known);

    String message = "the database is at " + Reports.HEAD + " (head)";
    assertThat(looked.status().lastSuccess().appliedAt()).isEqualTo("then");
    assertThat(looked.notes()).containsExactly(Note.normal("UpToDate", "Plan", message));
    assertThat(looked.status().message()).isEqualTo(message);
    assertThat(concluded(Step.Plan, succeeded(Reports.upToDate(), null)).status().lastSuccess())
        .returns(null, SuccessStatus::appliedAt);
    assertThat(ran.status().lastSuccess().appliedAt()).isEqualTo(NOW.toString());
    assertThat(ran.status().backup().location()).isEqualTo(BACKUP.location());
    assertThat(ran.status().backup().generation()).isEqualTo(2);
    assertThat(ran.notes())
        .containsExactly(
            Note.normal("BackedUp", "Run", "backup taken and verified: " + BACKUP.location()),
            Note.normal("Applied", "Run", message));
  }

  /** Nothing is said of a look that found what was known. */
  @Test
  void aVerificationThatFindsNothingNewSaysNothing() {
    Consumer<Sample> known =
        sample -> sample.status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, EARLIER)));

    assertThat(concluded(Step.Plan, succeeded(Reports.upToDate(), null), known).notes()).isEmpty();
  }

  @Test
  void howMuchIsKeptOfWhatWasDroppedIsKnownUntilAReportSaysNothingOfIt() {
    KeptStatus kept = new KeptStatus(2, 4096L, EARLIER.toString());
    JobReport report = report(Reports.applied());
    DatabaseMigrationStatus after =
        concluded(Step.Run, succeeded(with(report, report.history().withKept(kept)), null))
            .status();
    assertThat(after.kept()).isEqualTo(kept);

    assertThat(
            concluded(
                    Step.Plan,
                    succeeded(Reports.upToDate(), null),
                    sample -> sample.status(s -> s.kept(kept)))
                .status()
                .kept())
        .isNull();
  }

  @Test
  void aBackupThatServesAgainOrWasWaivedIsToldApart() {
    JobReport.Backup again =
        new JobReport.Backup("b", "sha256:1", 1L, EARLIER.toString(), true, null, null);
    JobReport.Backup waived =
        new JobReport.Backup(null, null, null, null, false, "policy=Never", null);

    assertThat(concluded(Step.Run, succeeded(Reports.applied(), again)).notes().get(0).text())
        .isEqualTo("backup serves again: b");
    Decision.Write without = concluded(Step.Run, succeeded(Reports.applied(), waived));
    assertThat(without.status().backup().waived()).isEqualTo("policy=Never");
    assertThat(without.notes()).extracting(Note::reason).containsExactly("Applied");
  }

  /** What a failed run has seen and done is true all the same. */
  @Test
  void aFailureTellsWhatItsReportSaw() {
    Result failed =
        new Result(false, "StatementFailed", false, "no", report(Reports.left(2, 0)), BACKUP, null);

    DatabaseMigrationStatus status = concluded(Step.Run, failed).status();

    assertThat(status.pending()).isEqualTo(2);
    assertThat(status.currentRevision()).isEqualTo(Reports.HEAD);
    assertThat(status.backup()).isNotNull();
    assertThat(concluded(Step.Run, Result.failed("R", false, "no")).status())
        .returns(null, DatabaseMigrationStatus::observedAt)
        .returns(null, DatabaseMigrationStatus::backup);
  }

  @Test
  void aPlanThatWasOvertakenIsMadeAgainAtOnceAndOnceOnly() {
    Result overtaken = Result.failed("PlanChanged", true, "overtaken");

    assertThat(concluded(Step.Run, overtaken).status().failure().retryAt())
        .isEqualTo(NOW.toString());
    assertThat(
            concluded(
                    Step.Run,
                    overtaken,
                    sample -> sample.status(s -> s.failure(Sample.failure(2, true, 1, NOW))))
                .status()
                .failure()
                .retryAt())
        .isEqualTo(NOW.plusSeconds(20).toString());
  }

  @Test
  void whatAJobDidToTheDatabaseThatWasNamedBeforeIsSaidOfThatOne() {
    Result end = succeeded(Reports.upToDate(), null);
    Observation elsewhere = new Sample().spec("database.host", "other").observation();

    Decision.Write write =
        Conclusion.of(elsewhere.migration(), Sample.intent(Step.Run, 2), end, NOW);
    Decision.Write failed =
        Conclusion.of(
            elsewhere.migration(),
            Sample.intent(Step.Run, 2),
            Result.failed("Locked", true, "held"),
            NOW);

    assertThat(write.status().currentRevision()).isNull();
    assertThat(write.status().message()).contains("named postgres:5432/tweeteval when");
    assertThat(write.notes()).extracting(Note::reason).containsExactly("AnotherDatabase");
    assertThat(write.status().phase()).isEqualTo(Phase.Pending);
    assertThat(failed.notes())
        .containsExactly(Note.warning("Locked", "Run", failed.status().message()));
  }

  @Test
  void aReportWithoutAHistoryLeavesTheRevisionOpen() {
    JobReport none =
        JobReportBuilder.builder()
            .version(JobReport.VERSION)
            .step("plan")
            .outcome(JobReport.SUCCEEDED)
            .message("")
            .build();

    DatabaseMigrationStatus status =
        concluded(
                Step.Plan,
                new Result(true, null, false, "", none, null, null),
                sample -> sample.status(s -> s.observedAt("before").serverVersion("16")))
            .status();

    assertThat(status.lastSuccess().revision()).isEqualTo("unknown");
    assertThat(status.observedAt()).isEqualTo("before");
    assertThat(status.serverVersion()).isEqualTo("16");
  }

  @Test
  void planningSaysWhetherItIsForTheFirstTime() {
    Sample first = new Sample().status(s -> s.targetRevision("old").pending(4));
    Sample again =
        new Sample()
            .status(
                s ->
                    s.lastSuccess(
                            Sample.success(2, Manifests.DIGEST, NOW.minus(Duration.ofDays(2))))
                        .targetRevision("kept"));

    assertThat(written(first))
        .returns("planning towards head", DatabaseMigrationStatus::message)
        .returns(null, DatabaseMigrationStatus::targetRevision)
        .returns(null, DatabaseMigrationStatus::pending);
    assertThat(written(again))
        .returns("looking at the database again towards head", DatabaseMigrationStatus::message)
        .returns("kept", DatabaseMigrationStatus::targetRevision);
  }

  @Test
  void anApprovalIsSpentByTheRunItIsFor() {
    PlanStatus plan = Sample.plan(2, Manifests.DIGEST);
    Sample approved =
        new Sample()
            .spec("approval", "Manual")
            .spec("approvedPlan", Reports.HASH + "#3")
            .status(s -> s.plan(plan).spentApprovals(2));

    assertThat(written(approved))
        .returns(3, DatabaseMigrationStatus::spentApprovals)
        .returns("running: the plan goes up over 3 changesets", DatabaseMigrationStatus::message);
    assertThat(written(new Sample().status(s -> s.plan(plan))).spentApprovals()).isNull();
  }

  @Test
  void whatAwaitsApprovalSaysWhereToReadItAndHowToApprove() {
    PlanStatus one =
        new PlanStatus(
            2L,
            Manifests.DIGEST,
            "Down",
            Reports.HASH,
            1,
            List.of(),
            "",
            Sample.JOB,
            "",
            null,
            null);
    Sample sample = new Sample().spec("approval", "Manual").status(s -> s.plan(one));

    assertThat(written(sample).message())
        .isEqualTo(
            "the plan goes down over 1 changeset; kubectl logs job/%s -c plan shows all of its SQL;"
                    .formatted(Sample.JOB)
                + " to run it, set spec.approvedPlan to "
                + Reports.HASH);
  }

  @Test
  void suspendingKeepsWhatIsKnownOfTheDatabase() {
    SuccessStatus older = Sample.success(1, Manifests.DIGEST, EARLIER);
    Sample there = new Sample().spec("suspend", true).status(s -> s.lastSuccess(older));
    Sample never = new Sample().spec("suspend", true);
    Sample doubtful =
        new Sample()
            .spec("suspend", true)
            .status(
                s ->
                    s.lastSuccess(Sample.success(2, Manifests.DIGEST, EARLIER))
                        .failure(Sample.failure(2, true, 1, NOW)));

    assertThat(ready(written(there))).isEqualTo("True");
    assertThat(ready(written(never))).isEqualTo("False");
    assertThat(ready(written(doubtful))).isEqualTo("Unknown");
  }

  @Test
  void aFailureThatIsExhaustedSaysHowOftenAndWhenNext() {
    Sample exhausted =
        new Sample().status(s -> s.failure(Sample.failure(2, true, 11, NOW.plusSeconds(60))));
    Sample last =
        new Sample().status(s -> s.failure(Sample.failure(2, true, 10, NOW.plusSeconds(60))));
    Sample never = new Sample().status(s -> s.failure(Sample.failure(2, true, 11, null)));

    assertThat(written(exhausted).message())
        .isEqualTo("held (failed 11 times; tried again at " + NOW.plusSeconds(60) + ")");
    assertThat(written(exhausted).phase()).isEqualTo(Phase.Stalled);
    assertThat(written(last).phase()).isEqualTo(Phase.Failed);
    assertThat(written(never).message()).endsWith("not tried again)");
  }

  /** A look that failed says nothing of the database, however often it does. */
  @Test
  void aLookThatFailedLeavesReadyOpen() {
    for (int count : new int[] {1, 11}) {
      Sample known =
          new Sample()
              .status(
                  s ->
                      s.lastSuccess(Sample.success(2, Manifests.DIGEST, EARLIER))
                          .failure(Sample.failure(2, true, count, NOW.plusSeconds(60))));
      Sample unknown =
          new Sample().status(s -> s.failure(Sample.failure(2, true, count, NOW.plusSeconds(60))));

      assertThat(ready(written(known))).as("" + count).isEqualTo("Unknown");
      assertThat(ready(written(unknown))).as("" + count).isEqualTo("False");
    }
  }

  @Test
  void fourEndedJobsStayAndWhatIsGoneAlreadyDoesNotCount() {
    Sample settled =
        new Sample().status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, EARLIER)));
    Result end = succeeded(Reports.upToDate(), null);
    settled.job("gone", new Ended(end, EARLIER, List.of(), true));
    for (int i = 1; i <= 4; i++) {
      settled.job("job-" + i, Sample.ended(end));
    }
    assertThat(DECIDER.decide(settled.observation())).isInstanceOf(Decision.Write.class);

    settled.job("job-5", Sample.ended(end));
    assertThat(DECIDER.decide(settled.observation()))
        .isInstanceOfSatisfying(
            Decision.DeleteJobs.class,
            delete -> assertThat(delete.names()).containsExactly("job-1"));
  }

  @Test
  void aJobWhosePodLivesOnIsLookedAtAgainWhenItsTimeIsOver() {
    Sample settled =
        new Sample().status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, NOW)));
    Result end = succeeded(Reports.upToDate(), null);
    Duration own = again(settled);

    settled.job("job-1", new Ended(end, NOW, List.of("pod-x"), false));

    assertThat(again(settled)).isLessThan(own).isEqualTo(Duration.ofHours(1));
  }

  private static Duration again(Sample sample) {
    return ((Decision.Write) DECIDER.decide(sample.observation())).lookAgainAfter().orElseThrow();
  }

  @Test
  void whatTheOperatorCouldNotDoLeavesThePhaseUnlessThatWasAnEnd() {
    ReconcileError error = new ReconcileError("ApiServerError", "no answer");
    for (Phase phase : Phase.values()) {
      Observation seen = new Sample().status(s -> s.phase(phase)).observation();
      Phase expected = phase == Phase.Ready || phase == Phase.Stalled ? Phase.Pending : phase;
      assertThat(DECIDER.failed(seen, error, 1).status().phase())
          .as("" + phase)
          .isEqualTo(expected);
    }
    Observation settled =
        new Sample()
            .status(s -> s.lastSuccess(Sample.success(2, Manifests.DIGEST, EARLIER)))
            .observation();
    assertThat(ready(DECIDER.failed(settled, error, 1).status())).isEqualTo("True");
    assertThat(ready(DECIDER.failed(settled, error, 100).status())).isEqualTo("Unknown");
  }

  @Test
  void whatIsQueuedRefusedOrUnreadableIsWritten() {
    Observation seen = inFlight(Step.Plan, sample -> {});

    assertThat(((Decision.Write) DECIDER.queued(seen, "behind two")).status())
        .returns(Phase.Queued, DatabaseMigrationStatus::phase)
        .returns("waiting for its turn: behind two", DatabaseMigrationStatus::message);
    Decision.Write refused =
        (Decision.Write) DECIDER.refused(seen, Result.failed("JobRefused", false, "no quota"));
    assertThat(refused.status().failure().reason()).isEqualTo("JobRefused");
    DatabaseMigration odd = Manifests.typed("default", "odd", Map.of("runner.tolerations", "all"));
    odd.getMetadata().setGeneration(2L);
    Decision.Write unread =
        (Decision.Write)
            DECIDER.unreadable(
                new Observation(
                    new Migration(odd), Map.of(), List.of(), new ExternalState.Absent(), 0, NOW));
    assertThat(unread.status().phase()).isEqualTo(Phase.Stalled);
    assertThat(unread.status().message()).contains("spec.runner.tolerations");
    assertThat(unread.notes())
        .containsExactly(Note.warning("Unreadable", "Read", unread.status().message()));
  }

  @Test
  void whatHoldsAPodUpIsAnEventOnceItIsWorthAWord() {
    Trouble slow = Trouble.slow("Starting", "quiet", NOW.minusSeconds(20), Trouble.LONGEST);
    Trouble never =
        Trouble.slow("Starting", "quiet", NOW.minus(Duration.ofMinutes(11)), Trouble.LONGEST);
    Trouble said = Trouble.said("FailedMount", "no claim", NOW.minusSeconds(5), Trouble.SHORT);

    assertThat(waiting(slow).notes()).isEmpty();
    assertThat(waiting(never).notes()).containsExactly(Note.trouble("Starting", "Plan", "quiet"));
    assertThat(waiting(said).notes())
        .containsExactly(Note.trouble("FailedMount", "Plan", "no claim"));
  }

  @Test
  void aNodeThatIsSilentForLongIsAnEvent() {
    Trouble fresh = Trouble.said("NodeNotReady", "silent", NOW.minusSeconds(100), Trouble.LONG);
    Trouble old = Trouble.said("NodeNotReady", "silent", NOW.minusSeconds(190), Trouble.LONG);

    assertThat(atWork(fresh).notes()).isEmpty();
    assertThat(atWork(old).notes()).containsExactly(Note.trouble("NodeNotReady", "Plan", "silent"));
    assertThat(atWork(fresh).lookAgainAfter()).contains(Duration.ofSeconds(81));
    assertThat(atWork(old).lookAgainAfter()).isEmpty();
  }

  @Test
  void theSoonerOfTwoTimesToLookAgainCounts() {
    DatabaseMigrationStatus status = DatabaseMigrationStatus.EMPTY;
    Duration minute = Duration.ofMinutes(1);
    for (Optional<Duration> own :
        List.of(
            Optional.<Duration>empty(), Optional.of(minute), Optional.of(minute.plusNanos(1)))) {
      assertThat(new Decision.Write(status, List.of(), own).within(minute).lookAgainAfter())
          .contains(minute);
    }
    Duration sooner = minute.minusNanos(1);
    assertThat(
            new Decision.Write(status, List.of(), Optional.of(sooner))
                .within(minute)
                .lookAgainAfter())
        .contains(sooner);
  }

  /** kubectl wait and people alike: a condition's time is that of its last change. */
  @Test
  void aConditionKeepsItsTimeWhileItsStatusStays() {
    List<Condition> before =
        Verdict.ready("UpToDate", "there").standing().conditions(List.of(), 1L, EARLIER);

    List<Condition> same =
        Verdict.ready("Verifying", "again").standing().conditions(before, 2L, NOW);
    List<Condition> other =
        Verdict.stalled("Locked", "held").standing().conditions(before, 2L, NOW);

    assertThat(same).extracting(Condition::getLastTransitionTime).containsOnly(EARLIER.toString());
    assertThat(same)
        .extracting(Condition::getReason)
        .containsExactly("Verifying", "NotReconciling", "NotStalled");
    assertThat(same).extracting(Condition::getMessage).containsExactly("again", "", "");
    assertThat(other)
        .extracting(Condition::getLastTransitionTime)
        .containsExactly(NOW.toString(), EARLIER.toString(), NOW.toString());
    assertThat(other)
        .extracting(Condition::getReason)
        .containsExactly("Locked", "NotReconciling", "Locked");
  }

  @Test
  void onlyWhatSomebodyElseChangedWakesTheOperator() {
    MeantForUs filter = new MeantForUs();
    List<Consumer<DatabaseMigration>> changes =
        List.of(
            r -> r.getMetadata().setGeneration(3L),
            r -> r.getMetadata().setAnnotations(Map.of("athanor.dev/retry", "now")),
            r -> r.getMetadata().setFinalizers(List.of("other")),
            r -> r.getMetadata().setDeletionTimestamp(NOW.toString()));
    for (Consumer<DatabaseMigration> change : changes) {
      DatabaseMigration after = Manifests.typed("default", "a", Map.of());
      change.accept(after);
      assertThat(filter.accept(after, Manifests.typed("default", "a", Map.of()))).isTrue();
    }
    DatabaseMigration written = Manifests.typed("default", "a", Map.of());
    written.getMetadata().setResourceVersion("99");
    written.setStatus(DatabaseMigrationStatus.EMPTY);
    assertThat(filter.accept(written, Manifests.typed("default", "a", Map.of()))).isFalse();
  }

  @Test
  void anExceptionIsSaidAsPeopleReadIt() {
    KubernetesClientException refused =
        new KubernetesClientException(
            "Failure executing: POST at: https://10.0.0.1",
            500,
            new StatusBuilder().withMessage("webhook is down").build());

    assertThat(ReconcileError.of(refused))
        .returns("ApiServerError", ReconcileError::reason)
        .returns(
            "the API server answered 500: webhook is down. It is tried again, ever less often",
            ReconcileError::message);
    for (KubernetesClientException none :
        List.of(
            new KubernetesClientException("timed out"),
            new KubernetesClientException("timed out", 0, null))) {
      assertThat(ReconcileError.of(none).message()).contains("did not answer: timed out");
    }
    assertThat(
            LiveJobs.answer(
                new KubernetesClientException("as it is", 409, new StatusBuilder().build())))
        .isEqualTo("as it is");
    assertThat(ReconcileError.of(new IllegalStateException("odd")))
        .returns("InternalError", ReconcileError::reason);
  }

  private static Decision.Write concluded(Step step, Result result) {
    return concluded(step, result, sample -> {});
  }

  private static Decision.Write concluded(Step step, Result result, Consumer<Sample> more) {
    Observation seen = inFlight(step, more);
    return Conclusion.of(seen.migration(), seen.migration().status().job(), result, NOW);
  }

  private static Observation inFlight(Step step, Consumer<Sample> more) {
    Sample sample = new Sample();
    more.accept(sample);
    return sample.status(s -> s.job(Sample.intent(step, 2))).observation();
  }

  private static Decision.Write waiting(Trouble trouble) {
    return (Decision.Write)
        DECIDER.decide(inFlight(Step.Plan, s -> s.job(Sample.JOB, new NotStarted(trouble))));
  }

  private static Decision.Write atWork(Trouble trouble) {
    return (Decision.Write)
        DECIDER.decide(
            inFlight(Step.Plan, s -> s.job(Sample.JOB, Sample.running("plan", trouble))));
  }

  private static DatabaseMigrationStatus written(Sample sample) {
    return ((Decision.Write) DECIDER.decide(sample.observation())).status();
  }

  private static String ready(DatabaseMigrationStatus status) {
    return status.conditions().get(0).getStatus();
  }

  private static Result succeeded(String report, JobReport.Backup backup) {
    return succeeded(report(report), backup);
  }

  private static Result succeeded(JobReport report, JobReport.Backup backup) {
    return new Result(true, null, false, report.message(), report, backup, null);
  }

  private static JobReport with(JobReport.Plan plan, List<String> current) {
    JobReport like = report(Reports.upToDate());
    return with(like, plan, new JobReport.History(current, "sha256:d", "17.4"));
  }

  private static JobReport with(JobReport like, JobReport.History history) {
    return with(like, like.plan(), history);
  }

  private static JobReport with(JobReport like, JobReport.Plan plan, JobReport.History history) {
    return like.toBuilder().message("done").plan(plan).history(history).build();
  }

  private static JobReport report(String text) {
    return JobReports.read(text).orElseThrow();
  }
}
