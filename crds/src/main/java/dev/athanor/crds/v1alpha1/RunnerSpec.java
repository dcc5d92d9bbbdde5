package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/**
 * What the cluster may want to know about the Jobs' pods. They always run as a non-root user with a
 * read-only root file system and without an API token.
 *
 * @param serviceAccountName ServiceAccount of the pods; {@code default} when absent. It needs no
 *     rights.
 * @param resources requests and limits of each container; the operator's defaults when absent.
 * @param nodeSelector labels of the nodes that may run the pods.
 * @param tolerations taints that the pods tolerate.
 * @param priorityClassName priority class of the pods.
 * @param imagePullSecrets names of Secrets for pulling the runner's image.
 * @param labels more labels of the pods.
 * @param annotations more annotations of the pods, such as {@code sidecar.istio.io/inject:
 *     "false"}.
 * @param affinity the pods' {@code affinity}, as in a pod.
 * @param podSecurityContext the pods' {@code securityContext}, as in a pod, in place of the
 *     operator's. On OpenShift, which gives the user itself: {@code {runAsNonRoot: true,
 *     seccompProfile: {type: RuntimeDefault}}}.
 * @param volumes more volumes of the pods, as in a pod.
 * @param volumeMounts where the containers that touch the database see them, as in a container.
 * @param initContainers more init containers, as in a pod, which run before the operator's own;
 *     with {@code restartPolicy: Always} they run beside them, as a proxy to the database does.
 * @param containers more containers, as in a pod.
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunnerSpec(
    @Size(min = 1, max = 253) String serviceAccountName,
    ResourceRequirements resources,
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    @Size(min = 1, max = 253) String priorityClassName,
    List<String> imagePullSecrets,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, Object> affinity,
    Map<String, Object> podSecurityContext,
    @Size(max = 32) List<Map<String, Object>> volumes,
    @Size(max = 32) List<Map<String, Object>> volumeMounts,
    @Size(max = 16) List<Map<String, Object>> initContainers,
    @Size(max = 16) List<Map<String, Object>> containers) {

  /** Nothing of all that. */
  public static final RunnerSpec EMPTY = RunnerSpecBuilder.builder().build();

  public RunnerSpec {
    nodeSelector = nodeSelector == null ? null : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? null : List.copyOf(tolerations);
    imagePullSecrets = imagePullSecrets == null ? null : List.copyOf(imagePullSecrets);
    labels = labels == null ? null : Map.copyOf(labels);
    annotations = annotations == null ? null : Map.copyOf(annotations);
    volumes = volumes == null ? null : List.copyOf(volumes);
    volumeMounts = volumeMounts == null ? null : List.copyOf(volumeMounts);
    initContainers = initContainers == null ? null : List.copyOf(initContainers);
    containers = containers == null ? null : List.copyOf(containers);
  }
}
