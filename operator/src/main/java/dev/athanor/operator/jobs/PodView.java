package dev.athanor.operator.jobs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the status of one pod says of the containers that touch the database. */
record PodView(Pod pod) {
  /** Whose failure is: Kubernetes starts nothing after it. */
  private static final Set<String> FIRST = Set.of(JobFactory.COPY, JobFactory.BACKUP);

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /** Waiting reasons that mean nothing but that it takes its time. */
  private static final Set<String> UNDER_WAY = Set.of("ContainerCreating", "PodInitializing");

  String name() {
    return pod.getMetadata().getName();
  }

  Instant madeAt() {
    return created(pod);
  }

  /** Whether none of our containers runs any more, or ever will. */
  boolean ended() {
    return hasEndedAltogether()
        || statuses()
            .anyMatch(s -> JobFactory.LAST.contains(s.getName()) && terminated(s).isPresent())
        || statuses().anyMatch(s -> FIRST.contains(s.getName()) && hasFailed(s));
  }

  /** Whether nothing of it runs any more, what admission added included. */
  boolean hasEndedAltogether() {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return phase != null && ENDED.contains(phase);
  }

  /** When the last container that has ended did. */
  Instant endedAt() {
    return statuses()
        .flatMap(s -> terminated(s).stream())
        .map(end -> instant(end.getFinishedAt()))
        .max(Comparator.naturalOrder())
        .orElseGet(this::madeAt);
  }

  /** The last of our containers that has started. */
  Optional<ContainerStatus> started() {
    return statuses()
        .filter(s -> JobFactory.RUNNERS.contains(s.getName()))
        .filter(s -> terminated(s).isPresent() || state(s).getRunning() != null)
        .reduce((first, second) -> second);
  }

  /** The container that is at work, or will be first. */
  String container() {
    return started()
        .map(ContainerStatus::getName)
        .or(
            () ->
                Stream.concat(
                        pod.getSpec().getInitContainers().stream(),
                        pod.getSpec().getContainers().stream())
                    .map(Container::getName)
                    .filter(JobFactory.RUNNERS::contains)
                    .findFirst())
        .orElse(JobFactory.PLAN);
  }

  /** When that container started; when the pod was made, while it has not. */
  Instant since() {
    return started()
        .map(PodView::state)
        .map(
            s ->
                s.getRunning() == null
                    ? s.getTerminated().getStartedAt()
                    : s.getRunning().getStartedAt())
        .map(PodView::instant)
        .orElseGet(this::madeAt);
  }

  /** The first container that Kubernetes cannot start, with its reason. */
  Optional<ContainerStateWaiting> refused() {
    return statuses()
        .map(s -> state(s).getWaiting())
        .filter(w -> w != null && w.getReason() != null && !UNDER_WAY.contains(w.getReason()))
        .findFirst();
  }

  /** What keeps a pod that has not ended from ever doing so. */
  Optional<Trouble> trouble() {
    return overdue().or(this::silentNode);
  }

  /** It was to end, and its grace (which is part of that time) is over. */
  private Optional<Trouble> overdue() {
    if (pod.getMetadata().getDeletionTimestamp() == null) {
      return Optional.empty();
    }
    boolean lost =
        condition("DisruptionTarget", "True")
            .filter(c -> "DeletionByTaintManager".equals(c.getReason()))
            .isPresent();
    return Optional.of(
        Trouble.said(
            lost ? "NodeLost" : "PodNotTerminating",
            "pod %s was to be ended and is still there: %s".formatted(name(), node()),
            instant(pod.getMetadata().getDeletionTimestamp()),
            Trouble.SHORT));
  }

  /**
   * The node controller says "not ready" of a node's pods when the node no longer reports, and
   * leaves what it said of their containers.
   */
  private Optional<Trouble> silentNode() {
    if (condition("ContainersReady", "True").isEmpty()) {
      return Optional.empty();
    }
    return condition("Ready", "False")
        .filter(c -> !"ReadinessGatesNotReady".equals(c.getReason()))
        .map(
            c ->
                Trouble.said(
                    "NodeNotReady",
                    "pod %s is not heard of any more: %s".formatted(name(), node()),
                    instant(c.getLastTransitionTime()),
                    Trouble.LONG));
  }

  private String node() {
    String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return "its node" + (node == null ? "" : " " + node) + " does not answer";
  }

  Optional<PodCondition> condition(String type, String status) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals(type) && status.equals(c.getStatus()))
            .findFirst();
  }

  /** In the order in which they run. */
  Stream<ContainerStatus> statuses() {
    return pod.getStatus() == null
        ? Stream.empty()
        : Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream());
  }

  /** The containers that have ended, in that order. */
  List<ContainerStatus> terminated() {
    return statuses().filter(s -> terminated(s).isPresent()).toList();
  }

  static Optional<ContainerStateTerminated> terminated(ContainerStatus container) {
    return Optional.ofNullable(state(container).getTerminated());
  }

  static boolean hasFailed(ContainerStatus container) {
    return terminated(container).filter(end -> end.getExitCode() != 0).isPresent();
  }

  private static ContainerState state(ContainerStatus container) {
    return container.getState() == null ? new ContainerState() : container.getState();
  }

  static Instant created(HasMetadata object) {
    return instant(object.getMetadata().getCreationTimestamp());
  }

  static Instant instant(String time) {
    return time == null ? Instant.EPOCH : Instant.parse(time);
  }
}
