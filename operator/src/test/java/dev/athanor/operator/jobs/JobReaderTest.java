package dev.athanor.operator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.operator.jobs.JobState.NotStarted;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds a pod up, since when, and what no longer does. */
class JobReaderTest {
  private static final Instant CREATED = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant LATER = CREATED.plusSeconds(240);
  private static final NotStarted STARTING = new NotStarted("Starting", "", CREATED, false);

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
    assertThat(read(pod("PodScheduled", "False")))
        .isEqualTo(new NotStarted("Because", "of this", LATER, true));
  }

  @Test
  void aWarningCountsFromItsLikesFirstTime() {
    Instant first = CREATED.plusSeconds(100);
    Event other = warning("FailedCreatePodSandBox", "network", CREATED, CREATED);
    Event one = warning("FailedMount", "try a", first, first.plusSeconds(9));
    Event two = warning("FailedMount", "try b", first.plusSeconds(10), first.plusSeconds(10));

    assertThat(read(pod("PodScheduled", "True"), other, one, two))
        .isEqualTo(new NotStarted("FailedMount", "try b", first, true));
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
        .isEqualTo(new NotStarted("FailedAttachVolume", "elsewhere", LATER, true));
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

    assertThat(read(pod)).isEqualTo(new NotStarted("ErrImagePull", "no such tag", LATER, true));
  }

  private static JobState read(Pod pod, Event... warnings) {
    Job job =
        new JobBuilder()
            .withNewMetadata()
            .withCreationTimestamp(CREATED.toString())
            .endMetadata()
            .build();
    return new JobReader(about -> List.of(warnings)).read(job, List.of(pod));
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
