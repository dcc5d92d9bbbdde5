package dev.athanor.operator.testing;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The Job controller, the scheduler and the kubelet, in the hands of a test. */
public final class FakeKubelet {
  private final KubernetesClient client;
  private final String namespace;
  private int warnings;

  FakeKubelet(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Makes the pod of a Job as the Job controller would: nothing of it has started. */
  public Pod pod(Job job) {
    Pod pod =
        new PodBuilder()
            .withMetadata(job.getSpec().getTemplate().getMetadata())
            .editMetadata()
            .withName(job.getMetadata().getName() + "-x")
            .withNamespace(namespace)
            .addToLabels("batch.kubernetes.io/job-name", job.getMetadata().getName())
            .endMetadata()
            .withSpec(job.getSpec().getTemplate().getSpec())
            .build();
    client.resource(pod).create();
    return status(job, "Pending", Map.of(), status -> {});
  }

  /** The container runs; those before it have succeeded. */
  public void run(Job job, String container) {
    status(
        job,
        "Running",
        Map.of(container, new ContainerStateBuilder().withNewRunning().endRunning().build()),
        status -> {});
  }

  /** Admission has put another init container in front of ours, as a service mesh does. */
  public Pod podBehind(Job job, String injected) {
    Job changed =
        new JobBuilder(job)
            .editSpec()
            .editTemplate()
            .editSpec()
            .addToInitContainers(
                0, new ContainerBuilder().withName(injected).withImage("mesh:1").build())
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    return pod(changed);
  }

  /** These containers have ended with this code, and the Job does not have. */
  public void exit(Job job, int exitCode, String... containers) {
    Map<String, ContainerState> states = new LinkedHashMap<>();
    for (String container : containers) {
      states.put(container, ended(exitCode, exitCode == 0 ? "Completed" : "Error", null));
    }
    status(job, "Pending", states, status -> {});
  }

  /** Our container has ended well; one that admission added runs on, and so the pod and the Job. */
  public void exitBeside(Job job, String container, String message) {
    status(job, "Running", Map.of(container, ended(0, "Completed", message)), status -> {});
  }

  /** A container cannot be started. */
  public void wait(Job job, String container, String reason, String message) {
    ContainerState waiting = new ContainerStateBuilder().withNewWaiting(message, reason).build();
    status(job, "Pending", Map.of(container, waiting), status -> {});
  }

  public void unschedulable(Job job, String message) {
    status(
        job,
        "Pending",
        Map.of(),
        status ->
            status.addToConditions(
                new PodConditionBuilder()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("Unschedulable")
                    .withMessage(message)
                    .build()));
  }

  /** All containers have succeeded, with these termination messages; so has the Job. */
  public void succeed(Job job, String... containersAndMessages) {
    Map<String, ContainerState> states = new LinkedHashMap<>();
    for (int i = 0; i < containersAndMessages.length; i += 2) {
      states.put(containersAndMessages[i], ended(0, "Completed", containersAndMessages[i + 1]));
    }
    status(job, "Succeeded", states, status -> {});
    end(job, "SuccessCriteriaMet", "Complete");
  }

  /** A container failed, and with it the Job. */
  public void fail(Job job, String container, int exitCode, String reason, String message) {
    status(job, "Failed", Map.of(container, ended(exitCode, reason, message)), status -> {});
    end(job, "FailureTarget", "Failed");
  }

  /** Two containers failed, and with them the Job. */
  public void failBoth(Job job, String first, String second, String message) {
    Map<String, ContainerState> states =
        Map.of(first, ended(137, "Error", null), second, ended(1, "Error", message));
    status(job, "Failed", states, status -> {});
    end(job, "FailureTarget", "Failed");
  }

  /** A container succeeded, the next one failed, and with it the Job. */
  public void failAfter(Job job, String first, String message, String second, String failure) {
    Map<String, ContainerState> states =
        Map.of(first, ended(0, "Completed", message), second, ended(1, "Error", failure));
    status(job, "Failed", states, status -> {});
    end(job, "FailureTarget", "Failed");
  }

  /** The pod's object is gone, and the Job has failed for it. */
  public void lose(Job job) {
    deletePod(job);
    end(job, "FailureTarget", "Failed");
  }

  public void evict(Job job, String message) {
    status(job, "Failed", Map.of(), status -> status.withReason("Evicted").withMessage(message));
    end(job, "FailureTarget", "Failed");
  }

  /** The Job has failed though its pod still runs: what must never be built upon. */
  public void failTooEarly(Job job) {
    end(job, "FailureTarget", "Failed");
  }

  public void deletePod(Job job) {
    client
        .pods()
        .inNamespace(namespace)
        .withName(job.getMetadata().getName() + "-x")
        .withGracePeriod(0)
        .delete();
  }

  /** A warning about the Job or its pod, as the kubelet and the controllers publish them. */
  public void warn(String kind, Job job, String reason, String message) {
    boolean aboutPod = kind.equals("Pod");
    String name = job.getMetadata().getName() + (aboutPod ? "-x" : "");
    String uid =
        aboutPod
            ? client.pods().inNamespace(namespace).withName(name).get().getMetadata().getUid()
            : job.getMetadata().getUid();
    client
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withName(name + "." + Integer.toHexString(message.hashCode()))
                .withNamespace(namespace)
                .endMetadata()
                .withType("Warning")
                .withReason(reason)
                .withMessage(message)
                .withLastTimestamp(Instant.now().plusSeconds(warnings++).toString())
                .withNewInvolvedObject()
                .withKind(kind)
                .withName(name)
                .withNamespace(namespace)
                .withUid(uid)
                .endInvolvedObject()
                .build())
        .create();
  }

  private Pod status(
      Job job, String phase, Map<String, ContainerState> states, Consumer<PodStatusBuilder> more) {
    Pod pod =
        client.pods().inNamespace(namespace).withName(job.getMetadata().getName() + "-x").get();
    PodStatusBuilder status =
        new PodStatusBuilder()
            .withPhase(phase)
            .withInitContainerStatuses(containers(pod.getSpec().getInitContainers(), states))
            .withContainerStatuses(containers(pod.getSpec().getContainers(), states));
    more.accept(status);
    pod.setStatus(status.build());
    return client.resource(pod).updateStatus();
  }

  private static List<ContainerStatus> containers(
      List<io.fabric8.kubernetes.api.model.Container> containers,
      Map<String, ContainerState> states) {
    ContainerState initializing =
        new ContainerStateBuilder().withNewWaiting(null, "PodInitializing").build();
    return containers.stream()
        .map(
            c ->
                new ContainerStatusBuilder()
                    .withName(c.getName())
                    .withImage(c.getImage())
                    .withImageID("")
                    .withReady(false)
                    .withRestartCount(0)
                    .withState(states.getOrDefault(c.getName(), initializing))
                    .build())
        .toList();
  }

  private static ContainerState ended(int exitCode, String reason, String message) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(exitCode)
        .withReason(reason)
        .withMessage(message)
        .endTerminated()
        .build();
  }

  private void end(Job job, String first, String last) {
    Job now = client.resource(job).get();
    if (now == null) {
      return;
    }
    JobStatusBuilder status =
        new JobStatusBuilder(now.getStatus() == null ? new JobStatus() : now.getStatus())
            .withStartTime(now());
    for (String type : List.of(first, last)) {
      status.addToConditions(
          new JobConditionBuilder()
              .withType(type)
              .withStatus("True")
              .withReason("Test")
              .withMessage("the test says so")
              .withLastProbeTime(now())
              .withLastTransitionTime(now())
              .build());
    }
    if (last.equals("Complete")) {
      status.withCompletionTime(now()).withSucceeded(1);
    } else {
      status.withFailed(1);
    }
    now.setStatus(status.build());
    try {
      client.resource(now).updateStatus();
    } catch (KubernetesClientException e) {
      // The operator has read the pod's end, and need not have waited for the Job's.
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
