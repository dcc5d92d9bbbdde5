package dev.athanor.operator.jobs;

import dev.athanor.operator.jobs.JobState.Absent;
import dev.athanor.operator.jobs.JobState.Finished;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Running;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads what a Job is doing from the Job, its pod and, only while nothing has started, the events
 * about them: the kubelet says nowhere else that a ConfigMap or a Secret is missing.
 */
public final class JobReader {
  /** Waiting reasons that mean nothing but patience. */
  private static final Set<String> PATIENCE = Set.of("ContainerCreating", "PodInitializing");

  private static final String SCHEDULED = "PodScheduled";

  private final Function<HasMetadata, List<Event>> warnings;

  /**
   * @param warnings looks up the warning events about an object
   */
  public JobReader(Function<HasMetadata, List<Event>> warnings) {
    this.warnings = warnings;
  }

  /**
   * @param job null when there is none
   * @param pods the pods of that Job
   */
  public JobState read(Job job, List<Pod> pods) {
    if (job == null) {
      return new Absent();
    }
    Pod pod = pods.stream().max(Comparator.comparing(JobReader::created)).orElse(null);
    Optional<JobCondition> end = end(job);
    if (end.isPresent()) {
      boolean complete = end.get().getType().equals("Complete");
      return new Finished(
          ResultReader.read(complete, end.get(), pod), instant(end.get().getLastTransitionTime()));
    }
    if (pod == null) {
      return withoutPod(job);
    }
    return working(pod).map(JobState.class::cast).orElseGet(() -> notStarted(job, pod));
  }

  /** Whether Kubernetes has concluded the Job. */
  public static boolean hasEnded(Job job) {
    return end(job).isPresent();
  }

  /** The condition that Kubernetes sets when all pods have ended, and not before. */
  private static Optional<JobCondition> end(Job job) {
    if (job.getStatus() == null || job.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    return job.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("Complete") || c.getType().equals("Failed"))
        .filter(c -> "True".equals(c.getStatus()))
        .findFirst();
  }

  private JobState withoutPod(Job job) {
    return warned(job).orElseGet(() -> new NotStarted("NoPod", "", created(job), false));
  }

  private static Optional<Running> working(Pod pod) {
    List<ContainerStatus> started =
        statuses(pod)
            .filter(s -> JobFactory.RUNNERS.contains(s.getName()))
            .filter(s -> s.getState() != null)
            .filter(s -> s.getState().getRunning() != null || s.getState().getTerminated() != null)
            .toList();
    return started.isEmpty()
        ? Optional.empty()
        : Optional.of(new Running(started.get(started.size() - 1).getName()));
  }

  private JobState notStarted(Job job, Pod pod) {
    Optional<ContainerStateWaiting> refused =
        statuses(pod)
            .filter(s -> s.getState() != null && s.getState().getWaiting() != null)
            .map(s -> s.getState().getWaiting())
            .filter(w -> w.getReason() != null && !PATIENCE.contains(w.getReason()))
            .findFirst();
    if (refused.isPresent()) {
      String message = refused.get().getMessage() == null ? "" : refused.get().getMessage();
      Instant since =
          condition(pod, SCHEDULED, "True").map(JobReader::changed).orElse(created(pod));
      return new NotStarted(refused.get().getReason(), message, since, true);
    }
    Optional<PodCondition> unscheduled = condition(pod, SCHEDULED, "False");
    if (unscheduled.isPresent()) {
      return new NotStarted(
          unscheduled.get().getReason(),
          unscheduled.get().getMessage(),
          changed(unscheduled.get()),
          true);
    }
    NotStarted starting = new NotStarted("Starting", "", created(job), false);
    // Volumes and network stand then: what was said about them is over.
    return condition(pod, "PodReadyToStartContainers", "True").isPresent()
        ? starting
        : warned(pod).orElse(starting);
  }

  /** What the newest warning says, since its like was first said. */
  private Optional<NotStarted> warned(HasMetadata about) {
    List<Event> all =
        warnings.apply(about).stream()
            // Of a pod without a node, its condition speaks; of one with a node, this is over.
            .filter(e -> !"FailedScheduling".equals(e.getReason()))
            .toList();
    return all.stream()
        .max(Comparator.comparing(JobReader::lastSeen))
        .map(
            newest -> {
              // The messages of one trouble may differ, by an id of the try for one.
              Instant since =
                  all.stream()
                      .filter(e -> Objects.equals(e.getReason(), newest.getReason()))
                      .map(JobReader::firstSeen)
                      .min(Comparator.naturalOrder())
                      .orElseThrow();
              return new NotStarted(newest.getReason(), newest.getMessage(), since, true);
            });
  }

  private static Instant firstSeen(Event event) {
    if (event.getFirstTimestamp() != null) {
      return Instant.parse(event.getFirstTimestamp());
    }
    return event.getEventTime() == null
        ? created(event)
        : Instant.parse(event.getEventTime().getTime());
  }

  private static Instant lastSeen(Event event) {
    if (event.getLastTimestamp() != null) {
      return Instant.parse(event.getLastTimestamp());
    }
    return event.getEventTime() == null
        ? Instant.EPOCH
        : Instant.parse(event.getEventTime().getTime());
  }

  /** In the order in which they run. */
  static Stream<ContainerStatus> statuses(Pod pod) {
    return pod.getStatus() == null
        ? Stream.empty()
        : Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream());
  }

  private static Optional<PodCondition> condition(Pod pod, String type, String status) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals(type) && status.equals(c.getStatus()))
        .findFirst();
  }

  private static Instant changed(PodCondition condition) {
    return instant(condition.getLastTransitionTime());
  }

  private static Instant created(HasMetadata object) {
    return instant(object.getMetadata().getCreationTimestamp());
  }

  private static Instant instant(String time) {
    return time == null ? Instant.EPOCH : Instant.parse(time);
  }
}
