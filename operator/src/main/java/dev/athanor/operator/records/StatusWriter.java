package dev.athanor.operator.records;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;

/** Writes a status over what it was decided from, and over nothing else. */
public final class StatusWriter {
  private StatusWriter() {}

  /** What came of it. */
  public enum Written {
    DONE,
    /** Another's write came between. */
    CONFLICT,
    /** The resource is not there any more. */
    GONE
  }

  /**
   * Has the watch's cache know it at once.
   *
   * @throws KubernetesClientException for every other answer of the API server
   */
  public static <T, R extends CustomResource<?, T>> Written write(
      KubernetesClient client, R resource, T status, Context<R> context) {
    R changed = client.getKubernetesSerialization().clone(resource);
    changed.setStatus(status);
    try {
      R written = client.resource(changed).updateStatus();
      context
          .eventSourceRetriever()
          .getControllerEventSource()
          .handleRecentResourceUpdate(ResourceID.fromResource(written), written, resource);
      return Written.DONE;
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT -> Written.CONFLICT;
        case HttpURLConnection.HTTP_NOT_FOUND -> Written.GONE;
        default -> throw e;
      };
    }
  }
}
