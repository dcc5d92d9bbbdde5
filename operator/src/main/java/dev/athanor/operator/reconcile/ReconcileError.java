package dev.athanor.operator.reconcile;

import dev.athanor.operator.jobs.LiveJobs;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * An exception, as people shall read it.
 *
 * @param reason code
 * @param message what failed and what comes next
 */
public record ReconcileError(String reason, String message) {

  /** What became of a step that threw this. */
  public static ReconcileError of(RuntimeException e) {
    if (e instanceof KubernetesClientException refused) {
      return new ReconcileError(
          "ApiServerError",
          "the API server %s: %s. It is tried again, ever less often"
              .formatted(
                  refused.getCode() <= 0 ? "did not answer" : "answered " + refused.getCode(),
                  LiveJobs.answer(refused)));
    }
    return new ReconcileError(
        "InternalError",
        "a defect of Athanor's: %s. It is tried again, ever less often; the operator's log has the"
                .formatted(e)
            + " stack trace");
  }
}
