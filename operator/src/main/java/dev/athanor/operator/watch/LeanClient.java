package dev.athanor.operator.watch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * A client that reads of each object what the operator looks at, and passes over the rest: what is
 * never read is not kept ten thousand times, and cannot be unreadable. All of it is still written.
 */
public final class LeanClient {
  /**
   * The API server takes 10,000 levels; one object nested so must not end the reading of a list.
   */
  private static final int DEEPEST = 20_000;

  private LeanClient() {}

  public static KubernetesClient of(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(new KubernetesSerialization(mapper(), true))
        .build();
  }

  private static ObjectMapper mapper() {
    JsonFactory json =
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    return new ObjectMapper(json)
        .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
        .addMixIn(Job.class, WithoutSpec.class);
  }

  /** Who set which field: more text than the object itself, for the API server alone. */
  @JsonIgnoreProperties(value = "managedFields", allowGetters = true)
  private interface WithoutManagedFields {}

  /** The operator has made it, from the resource; its name and labels say all that is asked. */
  @JsonIgnoreProperties(value = "spec", allowGetters = true)
  private interface WithoutSpec {}
}
