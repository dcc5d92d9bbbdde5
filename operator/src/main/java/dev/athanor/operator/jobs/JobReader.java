package dev.athanor.operator.jobs;

import dev.athanor.operator.jobs.JobState.Absent;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Running;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads what a Job is doing from its pods and, only while nothing has started, from the Job and the
 * events about both: the kubelet says nowhere else that a ConfigMap or a Secret is missing.
 *
 * <p>Our containers' end counts, not the Job's: Kubernetes concludes a Job seconds later, and never
 * while a container that admission added lives on; nor is a Job that has failed an end while its
 * pod is there.
 */
public final class JobReader {
  /** What takes longer to pass by itself. */
  private static final Set<String> SLOW =
      Set.of("Unschedulable", "SchedulingGated", "FailedAttachVolume");

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
   * @param pods the pods of a Job of that name
   */
  public JobState read(Job job, List<Pod> pods) {
    List<PodView> newestFirst =
        pods.stream()
            .map(PodView::new)
            .sorted(Comparator.comparing(PodView::madeAt).reversed())
            .toList();
    List<PodView> living = newestFirst.stream().filter(pod -> !pod.ended()).toList();
    Optional<PodView> working =
        living.stream().filter(pod -> job == null || pod.started().isPresent()).findFirst();
    if (working.isPresent()) {
      return running(working.get(), living);
    }
    if (!living.isEmpty()) {
      return new NotStarted(heldUp(job, living.get(0)));
    }
    return newestFirst.isEmpty() ? withoutPod(job) : ended(job, newestFirst);
  }

  private static Running running(PodView working, List<PodView> living) {
    return new Running(
        working.container(),
        working.since(),
        living.stream().map(PodView::name).toList(),
        living.stream().flatMap(pod -> pod.trouble().stream()).findFirst());
  }

  private static Ended ended(Job job, List<PodView> newestFirst) {
    PodView newest = newestFirst.get(0);
    List<String> lingering =
        newestFirst.stream().filter(pod -> !pod.hasEndedAltogether()).map(PodView::name).toList();
    return new Ended(ResultReader.read(newest), newest.endedAt(), lingering, job == null);
  }

  private JobState withoutPod(Job job) {
    if (job == null) {
      return new Absent();
    }
    Optional<JobCondition> end = condition(job, "Complete").or(() -> condition(job, "Failed"));
    if (end.isPresent()) {
      Instant at = PodView.instant(end.get().getLastTransitionTime());
      return new Ended(ResultReader.lost(end.get()), at, List.of(), false);
    }
    return new NotStarted(
        condition(job, "Suspended")
            .map(JobReader::suspended)
            .or(() -> warned(job))
            .orElseGet(
                () ->
                    Trouble.slow(
                        "NoPod",
                        "Kubernetes has made no pod",
                        PodView.created(job),
                        Trouble.LONG)));
  }

  /** Whether Kubernetes has concluded it. */
  static boolean hasEnded(Job job) {
    return condition(job, "Complete").or(() -> condition(job, "Failed")).isPresent();
  }

  private static Trouble suspended(JobCondition condition) {
    return Trouble.said(
        "JobSuspended",
        "somebody has suspended the Job",
        PodView.instant(condition.getLastTransitionTime()),
        Trouble.LONG);
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null || job.getStatus().getConditions() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals(type) && "True".equals(c.getStatus()))
            .findFirst();
  }

  private Trouble heldUp(Job job, PodView pod) {
    return pod.trouble()
        .or(() -> refused(pod))
        .or(() -> unscheduled(pod))
        // Volumes and network stand then: what was said about them is over.
        .or(
            () ->
                pod.condition("PodReadyToStartContainers", "True").isPresent()
                    ? Optional.empty()
                    : warned(pod.pod()))
        .orElseGet(
            () ->
                Trouble.slow(
                    "Starting",
                    "Kubernetes does not say why",
                    PodView.created(job),
                    Trouble.LONGEST));
  }

  private static Optional<Trouble> refused(PodView pod) {
    Instant scheduled =
        pod.condition(SCHEDULED, "True")
            .map(c -> PodView.instant(c.getLastTransitionTime()))
            .orElseGet(() -> pod.madeAt());
    return pod.refused().map(w -> trouble(w.getReason(), w.getMessage(), scheduled));
  }

  private static Optional<Trouble> unscheduled(PodView pod) {
    return pod.condition(SCHEDULED, "False")
        .map(
            c ->
                trouble(c.getReason(), c.getMessage(), PodView.instant(c.getLastTransitionTime())));
  }

  private static Trouble trouble(String reason, String message, Instant since) {
    String code = Objects.requireNonNullElse(reason, "Unknown");
    Duration patience = SLOW.contains(code) ? Trouble.LONG : Trouble.SHORT;
    return Trouble.said(code, message, since, patience);
  }

  /** What the newest warning says, since its like was first said. */
  private Optional<Trouble> warned(HasMetadata about) {
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
              return trouble(newest.getReason(), newest.getMessage(), since);
            });
  }

  private static Instant firstSeen(Event event) {
    if (event.getFirstTimestamp() != null) {
      return Instant.parse(event.getFirstTimestamp());
    }
    return event.getEventTime() == null
        ? PodView.created(event)
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
}
