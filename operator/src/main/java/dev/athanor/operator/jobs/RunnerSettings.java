package dev.athanor.operator.jobs;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Objects;

/**
 * What all Jobs have in common.
 *
 * @param image the image with {@code /opt/athanor/bin/athanor}
 * @param pullPolicy Kubernetes' imagePullPolicy; null for its default
 * @param pullSecrets names of Secrets for pulling it, in each resource's namespace
 * @param resources of each container, unless the resource says otherwise
 * @param secondsToKeep for how long Kubernetes keeps a finished Job that nobody deleted
 * @param podSecurity of the pods, unless the resource says otherwise
 */
public record RunnerSettings(
    String image,
    String pullPolicy,
    List<String> pullSecrets,
    ResourceRequirements resources,
    int secondsToKeep,
    PodSecurityContext podSecurity) {
  public RunnerSettings {
    Objects.requireNonNull(image, "image");
    pullSecrets = List.copyOf(pullSecrets);
    Objects.requireNonNull(resources, "resources");
    Objects.requireNonNull(podSecurity, "podSecurity");
  }

  /** With {@link #restricted} pods. */
  public RunnerSettings(
      String image,
      String pullPolicy,
      List<String> pullSecrets,
      ResourceRequirements resources,
      int secondsToKeep) {
    this(image, pullPolicy, pullSecrets, resources, secondsToKeep, restricted());
  }

  /** What Pod Security "restricted" asks for, as the image's own user. */
  public static PodSecurityContext restricted() {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(RunnerPod.USER)
        .withRunAsGroup(RunnerPod.USER)
        .withFsGroup(RunnerPod.USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }
}
