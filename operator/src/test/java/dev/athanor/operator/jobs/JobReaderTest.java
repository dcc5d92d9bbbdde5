package dev.athanor.operator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.operator.jobs.JobState.Absent;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.testing.Reports;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds a pod up, since when, and what no longer does. */
class JobReaderTest {
  private static final Instant CREATED = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant LATER = CREATED.plusSeconds(240);
  private static final NotStarted STARTING =
      new NotStarted(
          Trouble.slow("Starting", "Kubernetes does not say why", CREATED, Trouble.LONGEST));

  @Test
  void aPodThatHasANodeIsNotHeldUpForWantOfOne() {
    Event event = warning("FailedScheduling", "0/3 nodes are available", CREATED, CREATED);

    assertThat(read(pod("PodScheduled", "True"), event)).isEqualTo(STARTING);
  }

  @Test
  void aPodWhoseVolumesStandIsNotHeldUpByThem() {
    Event event = warning("FailedMount", "configmap not found", CREATED, CREATED);

    assertThat(read(pod("PodReadyToStartContainers", "True"), event)).isEqualTo(STARTING);
  }

  @Test
  void wantOfANodeCountsFromTheConditionsTime() {
    assertThat(read(pod("PodScheduled", "False"))).isEqualTo(blocked("Because", "of this", LATER));
  }

  @Test
  void aWarningCountsFromItsLikesFirstTime() {
    Instant first = CREATED.plusSeconds(100);
    Event other = warning("FailedCreatePodSandBox", "network", CREATED, CREATED);
    Event one = warning("FailedMount", "try a", first, first.plusSeconds(9));
    Event two = warning("FailedMount", "try b", first.plusSeconds(10), first.plusSeconds(10));

    assertThat(read(pod("PodScheduled", "True"), other, one, two))
        .isEqualTo(blocked("FailedMount", "try b", first));
  }

  @Test
  void aWarningOfTheNewerApiCountsFromItsTime() {
    Event event =
        new EventBuilder(warning("FailedAttachVolume", "elsewhere", CREATED, CREATED))
            .withFirstTimestamp(null)
            .withLastTimestamp(null)
            .withEventTime(new MicroTime(LATER.toString()))
            .build();

    assertThat(read(pod("PodScheduled", "True"), event))
        .isEqualTo(
            new NotStarted(Trouble.said("FailedAttachVolume", "elsewhere", LATER, Trouble.LONG)));
  }

  @Test
  void anImageThatCannotBePulledCountsFromWhenThePodGotItsNode() {
    Pod pod =
        new PodBuilder(pod("PodScheduled", "True"))
            .editStatus()
            .addNewContainerStatus()
            .withName("plan")
            .withNewState()
            .withNewWaiting("no such tag", "ErrImagePull")
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();

    assertThat(read(pod)).isEqualTo(blocked("ErrImagePull", "no such tag", LATER));
  }

  /** Classic Istio: the proxy lives on, and Kubernetes never concludes the Job. */
  @Test
  void ourContainersEndIsTheEndWhateverLivesOn() {
    Pod pod = pod("Running", ended("plan", 0, Reports.upToDate()), running("istio-proxy"));

    assertThat(read(pod))
        .isInstanceOfSatisfying(
            Ended.class,
            end -> {
              assertThat(end.result().succeeded()).isTrue();
              assertThat(end.result().report().history().current()).containsExactly(Reports.HEAD);
              assertThat(end.at()).isEqualTo(LATER);
              assertThat(end.lingering()).containsExactly("pod-x");
              assertThat(end.deleted()).isFalse();
            });
  }

  /** As long as it is not: nothing else of ours comes after it, but something may be at work. */
  @Test
  void anotherContainersEndIsNotOurs() {
    Pod pod = pod("Running", running("plan"), ended("istio-proxy", 1, null));

    assertThat(read(pod)).isInstanceOf(Running.class);
  }

  @Test
  void aBackupThatEndedWellIsFollowedByAnApply() {
    Pod between = pod("Pending", ended("backup", 0, Reports.backedUp()));
    Pod failed =
        pod("Pending", ended("backup", 1, Reports.failed("backup", "Locked", true, "held")));

    assertThat(read(between)).isEqualTo(running("backup", Optional.empty()));
    assertThat(read(failed))
        .isInstanceOfSatisfying(
            Ended.class, end -> assertThat(end.result().reason()).isEqualTo("Locked"));
  }

  @Test
  void theLastThatStartedIsAtWork() {
    Pod pod = pod("Running", ended("backup", 0, Reports.backedUp()), running("apply"));

    assertThat(read(pod)).isEqualTo(running("apply", Optional.empty()));
  }

  /** What a container that admission added does after ours is nobody's business. */
  @Test
  void aReportCountsThoughTheProxyFailsAfterwards() {
    Pod pod = pod("Failed", ended("plan", 0, Reports.upToDate()), ended("istio-proxy", 137, null));

    assertThat(read(pod))
        .isInstanceOfSatisfying(Ended.class, end -> assertThat(end.result().succeeded()).isTrue());
  }

  @Test
  void aJobThatIsToFailHasNotEndedBeforeItsPod() {
    for (String condition : List.of("FailureTarget", "SuccessCriteriaMet", "Failed")) {
      Job job = job(condition);

      assertThat(reader().read(job, List.of(pod("Running", running("plan")))))
          .as(condition)
          .isEqualTo(running("plan", Optional.empty()));
      assertThat(reader().read(job, List.of(pod("Pending"))))
          .as(condition)
          .isInstanceOf(NotStarted.class);
    }
    assertThat(reader().read(job("FailureTarget"), List.of())).isInstanceOf(NotStarted.class);
    assertThat(reader().read(job("Failed"), List.of()))
        .isInstanceOfSatisfying(
            Ended.class, end -> assertThat(end.result().reason()).isEqualTo("PodLost"));
  }

  @Test
  void aPodWhoseJobIsGoneIsAtWorkUntilItHasEnded() {
    assertThat(reader().read(null, List.of(pod("Running", running("plan")))))
        .isEqualTo(running("plan", Optional.empty()));
    assertThat(reader().read(null, List.of(pod("Pending"))))
        .isEqualTo(new Running("plan", CREATED, List.of("pod-x"), Optional.empty()));
    assertThat(reader().read(null, List.of(pod("Succeeded", ended("plan", 0, "no report")))))
        .isInstanceOfSatisfying(Ended.class, end -> assertThat(end.deleted()).isTrue());
    assertThat(reader().read(null, List.of())).isEqualTo(new Absent());
  }

  @Test
  void aNodeThatIsNotHeardOfAnyMoreIsSaid() {
    Pod pod =
        new PodBuilder(pod("Running", running("apply")))
            .editSpec()
            .withNodeName("n1")
            .endSpec()
            .editStatus()
            .addToConditions(condition("ContainersReady", "True", null))
            .addToConditions(condition("Ready", "False", null))
            .endStatus()
            .build();

    Trouble trouble = ((Running) read(pod)).trouble().orElseThrow();

    assertThat(trouble.reason()).isEqualTo("NodeNotReady");
    assertThat(trouble.message()).contains("pod-x").contains("node n1 does not answer");
    assertThat(trouble.deadline()).isEqualTo(LATER.plus(Trouble.LONG));
  }

  /** Nor does a readiness gate or a container that is not ready say anything of the node. */
  @Test
  void aPodThatIsMerelyNotReadyIsNoTrouble() {
    Pod gate =
        new PodBuilder(pod("Running", running("apply")))
            .editStatus()
            .addToConditions(condition("ContainersReady", "True", null))
            .addToConditions(condition("Ready", "False", "ReadinessGatesNotReady"))
            .endStatus()
            .build();
    Pod container =
        new PodBuilder(pod("Running", running("apply")))
            .editStatus()
            .addToConditions(condition("ContainersReady", "False", null))
            .addToConditions(condition("Ready", "False", "ContainersNotReady"))
            .endStatus()
            .build();

    assertThat(((Running) read(gate)).trouble()).isEmpty();
    assertThat(((Running) read(container)).trouble()).isEmpty();
  }

  @Test
  void aPodThatDoesNotEndThoughItsGraceIsOverIsSaid() {
    Pod pod = deleted(pod("Running", running("backup")));
    Pod lost =
        new PodBuilder(pod)
            .editStatus()
            .addToConditions(condition("DisruptionTarget", "True", "DeletionByTaintManager"))
            .endStatus()
            .build();

    assertThat(((Running) read(pod)).trouble().orElseThrow())
        .returns("PodNotTerminating", Trouble::reason)
        .returns(LATER.plus(Trouble.SHORT), Trouble::deadline);
    assertThat(((Running) read(lost)).trouble().orElseThrow().reason()).isEqualTo("NodeLost");
    assertThat(((NotStarted) read(deleted(pod("Pending")))).trouble().reason())
        .isEqualTo("PodNotTerminating");
  }

  /** Only the cluster's taint manager says that a node is lost. */
  @Test
  void anotherDisruptionIsNoLostNode() {
    Pod drained =
        new PodBuilder(deleted(pod("Running", running("backup"))))
            .editStatus()
            .addToConditions(condition("DisruptionTarget", "True", "EvictionByEvictionAPI"))
            .endStatus()
            .build();

    assertThat(((Running) read(drained)).trouble().orElseThrow().reason())
        .isEqualTo("PodNotTerminating");
  }

  /** A proxy that admission added starts first. */
  @Test
  void whatIsNotOursHasNotStartedTheJob() {
    assertThat(read(pod("Pending", running("istio-proxy")))).isEqualTo(STARTING);
  }

  @Test
  void whatIsUnderWayIsNoTrouble() {
    for (String reason : new String[] {"ContainerCreating", "PodInitializing", null}) {
      assertThat(read(pod("Pending", waiting(reason)))).as(reason).isEqualTo(STARTING);
    }
    assertThat(read(pod("Pending", waiting("ErrImagePull"))))
        .isEqualTo(blocked("ErrImagePull", "why", CREATED));
  }

  @Test
  void aPodOfWhichNothingIsSaidIsStarting() {
    Pod pod = new PodBuilder(pod("Pending")).withStatus(null).build();

    assertThat(read(pod)).isEqualTo(STARTING);
  }

  @Test
  void aPodThatHasEndedDoesNotLinger() {
    assertThat(read(pod("Succeeded", ended("plan", 0, Reports.upToDate()))))
        .isInstanceOfSatisfying(Ended.class, end -> assertThat(end.lingering()).isEmpty());
  }

  /** The kubelet was gone before it could say of the container what became of it. */
  @Test
  void aPodThatEndedWithoutAWordOfItsContainersIsRead() {
    assertThat(read(pod("Failed", running("plan"))))
        .isInstanceOfSatisfying(
            Ended.class, end -> assertThat(end.result().reason()).isEqualTo("NoReport"));
  }

  @Test
  void aJobWhosePodMayNotBeMadeIsSaid() {
    Event quota = warning("FailedCreate", "exceeded quota", LATER, LATER);

    assertThat(reader(quota).read(job("Complete", "False"), List.of()))
        .isEqualTo(blocked("FailedCreate", "exceeded quota", LATER));
  }

  @Test
  void theNewestWarningIsToldByItsTimeInWhicheverApi() {
    Event older = warning("FailedMount", "older", CREATED, CREATED.plusSeconds(1));
    Event newer = ofTheNewerApi("FailedAttachVolume", LATER);
    Event timeless = ofTheNewerApi("FailedAttachVolume", null);

    assertThat(read(pod("PodScheduled", "True"), older, newer))
        .isEqualTo(
            new NotStarted(Trouble.said("FailedAttachVolume", "newer", LATER, Trouble.LONG)));
    assertThat(read(pod("PodScheduled", "True"), timeless, older))
        .isEqualTo(blocked("FailedMount", "older", CREATED));
  }

  private static Event ofTheNewerApi(String reason, Instant time) {
    return new EventBuilder(warning(reason, "newer", CREATED, CREATED))
        .withFirstTimestamp(null)
        .withLastTimestamp(null)
        .withEventTime(time == null ? null : new MicroTime(time.toString()))
        .build();
  }

  private static ContainerStatus waiting(String reason) {
    return new ContainerStatusBuilder()
        .withName("plan")
        .withNewState()
        .withNewWaiting("why", reason)
        .endState()
        .build();
  }

  @Test
  void onlyWhatIsAbsentOrOverHasEnded() {
    assertThat(new Absent().ended()).isTrue();
    assertThat(read(pod("Succeeded", ended("plan", 0, Reports.upToDate()))).ended()).isTrue();
    assertThat(STARTING.ended()).isFalse();
    assertThat(running("plan", Optional.empty()).ended()).isFalse();
  }

  @Test
  void somebodyIsNeededWhenPatienceIsOver() {
    Trouble trouble = Trouble.said("R", "m", CREATED, Trouble.SHORT);

    assertThat(trouble.needsSomebody(CREATED.plus(Trouble.SHORT))).isFalse();
    assertThat(trouble.needsSomebody(CREATED.plus(Trouble.SHORT).plusMillis(1))).isTrue();
    assertThat(trouble.notBefore(CREATED)).isSameAs(trouble);
    assertThat(trouble.notBefore(LATER)).isEqualTo(Trouble.said("R", "m", LATER, Trouble.SHORT));
  }

  @Test
  void aJobWithoutAPodIsSaidToHaveNone() {
    assertThat(reader().read(job("Complete", "False"), List.of()))
        .isEqualTo(
            new NotStarted(
                Trouble.slow("NoPod", "Kubernetes has made no pod", CREATED, Trouble.LONG)));
    assertThat(reader().read(job("Suspended"), List.of()))
        .isEqualTo(
            new NotStarted(
                Trouble.said(
                    "JobSuspended", "somebody has suspended the Job", LATER, Trouble.LONG)));
  }

  private static NotStarted blocked(String reason, String message, Instant since) {
    return new NotStarted(Trouble.said(reason, message, since, Trouble.SHORT));
  }

  private static Running running(String container, Optional<Trouble> trouble) {
    return new Running(container, CREATED.plusSeconds(3), List.of("pod-x"), trouble);
  }

  private static JobReader reader(Event... warnings) {
    return new JobReader(about -> List.of(warnings));
  }

  private static JobState read(Pod pod, Event... warnings) {
    return reader(warnings).read(job("Complete", "False"), List.of(pod));
  }

  private static Job job(String condition) {
    return job(condition, "True");
  }

  private static Job job(String condition, String status) {
    return new JobBuilder()
        .withNewMetadata()
        .withCreationTimestamp(CREATED.toString())
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType(condition)
        .withStatus(status)
        .withLastTransitionTime(LATER.toString())
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod pod(String phase, ContainerStatus... containers) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("pod-x")
        .withCreationTimestamp(CREATED.toString())
        .addToLabels("athanor.dev/step", "plan")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .withContainerStatuses(containers)
        .endStatus()
        .build();
  }

  private static Pod deleted(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp(LATER.toString())
        .endMetadata()
        .build();
  }

  private static ContainerStatus running(String name) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withNewState()
        .withNewRunning(CREATED.plusSeconds(3).toString())
        .endState()
        .build();
  }

  private static ContainerStatus ended(String name, int code, String message) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withNewState()
        .withNewTerminated()
        .withExitCode(code)
        .withMessage(message)
        .withStartedAt(CREATED.plusSeconds(3).toString())
        .withFinishedAt(LATER.toString())
        .endTerminated()
        .endState()
        .build();
  }

  private static PodCondition condition(String type, String status, String reason) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withLastTransitionTime(LATER.toString())
        .build();
  }

  private static Pod pod(String condition, String status) {
    return new PodBuilder()
        .withNewMetadata()
        .withCreationTimestamp(CREATED.toString())
        .endMetadata()
        .withNewStatus()
        .withConditions(
            new PodConditionBuilder()
                .withType(condition)
                .withStatus(status)
                .withReason("Because")
                .withMessage("of this")
                .withLastTransitionTime(LATER.toString())
                .build())
        .endStatus()
        .build();
  }

  private static Event warning(String reason, String message, Instant first, Instant last) {
    return new EventBuilder()
        .withReason(reason)
        .withMessage(message)
        .withFirstTimestamp(first.toString())
        .withLastTimestamp(last.toString())
        .build();
  }
}
