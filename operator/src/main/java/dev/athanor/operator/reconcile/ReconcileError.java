package dev.athanor.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * An exception, as people shall read it.
 *
 * @param reason code
 * @param message what failed and what comes next
 */
record ReconcileError(String reason, String message) {

  static ReconcileError of(RuntimeException e) {
    if (e instanceof KubernetesClientException refused) {
      return new ReconcileError(
          "ApiServerError",
          "the API server %s: %s. It is tried again, ever less often"
              .formatted(
                  refused.getCode() <= 0 ? "did not answer" : "answered " + refused.getCode(),
                  answer(refused)));
    }
    return new ReconcileError(
        "InternalError",
        "a defect of Athanor's: %s. It is tried again, ever less often; the operator's log has the"
                .formatted(e)
            + " stack trace");
  }

  /** What the API server said, without the address that fabric8 puts in front. */
  static String answer(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? e.getMessage()
        : e.getStatus().getMessage();
  }
}
