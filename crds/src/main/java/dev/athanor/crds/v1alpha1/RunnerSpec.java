package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunnerSpec(
    @Size(min = 1, max = 253) String serviceAccountName,
    ResourceRequirements resources,
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    @Size(min = 1, max = 253) String priorityClassName,
    List<String> imagePullSecrets,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public RunnerSpec {
    nodeSelector = nodeSelector == null ? null : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? null : List.copyOf(tolerations);
    imagePullSecrets = imagePullSecrets == null ? null : List.copyOf(imagePullSecrets);
    labels = labels == null ? null : Map.copyOf(labels);
    annotations = annotations == null ? null : Map.copyOf(annotations);
  }
}
