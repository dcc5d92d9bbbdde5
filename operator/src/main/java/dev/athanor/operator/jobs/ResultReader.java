package dev.athanor.operator.jobs;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.report.JobReports;
import dev.athanor.operator.jobs.JobState.Result;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a Job ended: from the containers' reports, and where there is none, from what Kubernetes says
 * of the pod. Without a report nothing is known of the database, so that such an end is always
 * worth another look.
 */
final class ResultReader {
  private static final int TAIL = 400;

  private ResultReader() {}

  /** Of a pod whose containers of ours have ended. */
  static Result read(PodView pod) {
    List<ContainerStatus> ended = pod.terminated();
    JobReport backedUp = report(ended, JobFactory.BACKUP).orElse(null);
    JobReport main =
        JobFactory.LAST.stream()
            .flatMap(container -> report(ended, container).stream())
            .findFirst()
            .orElse(null);
    JobReport.Backup backup = backedUp == null ? null : backedUp.backup();
    JobReport.Store store = store(backedUp, main);
    Optional<ContainerStatus> failed = failed(ended, true);
    if (failed.isEmpty() && main != null && isWhole(main)) {
      return new Result(true, null, false, text(main.message()), main, backup, store);
    }
    Result failure =
        failed
            .map(s -> failure(s, pod.pod()))
            .or(() -> evicted(pod.pod()))
            .or(() -> failed(ended, false).map(ResultReader::unreported))
            .orElseGet(() -> unreported(pod.pod()));
    return new Result(
        false, failure.reason(), failure.retryable(), failure.message(), main, backup, store);
  }

  private static JobReport.Store store(JobReport backedUp, JobReport main) {
    return Stream.of(Optional.ofNullable(backedUp), Optional.ofNullable(main))
        .flatMap(Optional::stream)
        .map(JobReport::store)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Of a Job that has ended and whose pod nobody has seen do so. */
  static Result lost(JobCondition end) {
    String why = end.getMessage() == null ? "" : ": " + end.getMessage();
    return failure("PodLost", "the pod was gone before its report could be read" + why);
  }

  /**
   * The first that failed.
   *
   * @param ours of our containers, or of those that somebody else put into the pod: what becomes of
   *     these only counts where ours say nothing
   */
  private static Optional<ContainerStatus> failed(List<ContainerStatus> ended, boolean ours) {
    return ended.stream().filter(s -> isOurs(s) == ours).filter(PodView::hasFailed).findFirst();
  }

  private static boolean isOurs(ContainerStatus container) {
    String name = container.getName();
    return JobFactory.RUNNERS.contains(name) || JobFactory.COPY.equals(name);
  }

  /** A plan that has something to run and no hash could never be run safely. */
  private static boolean isWhole(JobReport report) {
    JobReport.Plan plan = report.plan();
    return report.outcome().equals(JobReport.SUCCEEDED)
        && (plan == null || plan.pending() == 0 || plan.hash() != null);
  }

  private static Result failure(ContainerStatus container, Pod pod) {
    Optional<JobReport> report = reported(container);
    if (report.isPresent() && report.get().outcome().equals(JobReport.FAILED)) {
      JobReport failed = report.get();
      String reason = failed.reason() == null ? "InternalError" : failed.reason();
      return Result.failed(reason, failed.retryable(), text(failed.message()));
    }
    ContainerStateTerminated end = container.getState().getTerminated();
    if ("OOMKilled".equals(end.getReason())) {
      return failure(
          "OutOfMemory",
          "container "
              + container.getName()
              + " was killed for want of memory; raise spec.runner.resources.limits.memory");
    }
    return evicted(pod).orElseGet(() -> unreported(container));
  }

  private static Optional<Result> evicted(Pod pod) {
    if (pod.getStatus().getReason() != null) {
      return Optional.of(failure(pod.getStatus().getReason(), text(pod.getStatus().getMessage())));
    }
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("DisruptionTarget") && "True".equals(c.getStatus()))
        .findFirst()
        .map(c -> failure("Disrupted", text(c.getMessage())));
  }

  private static Result unreported(ContainerStatus container) {
    ContainerStateTerminated end = container.getState().getTerminated();
    return failure(
        container.getName().equals(JobFactory.COPY) ? "BundleCopyFailed" : "ContainerFailed",
        "container %s exited with code %d and no report%s"
            .formatted(container.getName(), end.getExitCode(), tail(end)));
  }

  private static Result unreported(Pod pod) {
    return failure(
        "NoReport",
        "pod " + pod.getMetadata().getName() + " ended without a report that could be read");
  }

  private static Result failure(String reason, String message) {
    return Result.failed(reason, true, message);
  }

  private static Optional<JobReport> report(List<ContainerStatus> ended, String container) {
    return ended.stream()
        .filter(s -> s.getName().equals(container))
        .findFirst()
        .flatMap(ResultReader::reported);
  }

  /** Only what the container of that name would have written: a report names its step. */
  private static Optional<JobReport> reported(ContainerStatus container) {
    return JobReports.read(container.getState().getTerminated().getMessage())
        .filter(report -> report.step().equals(container.getName()));
  }

  /** The last line that the container wrote, where Kubernetes kept any. */
  private static String tail(ContainerStateTerminated end) {
    String text = text(end.getMessage()).strip();
    if (text.isEmpty()) {
      return end.getReason() == null || end.getReason().equals("Error")
          ? ""
          : " (" + end.getReason() + ")";
    }
    String last = text.substring(text.lastIndexOf('\n') + 1).strip();
    return ": " + (last.length() > TAIL ? last.substring(0, TAIL) + "…" : last);
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
