package dev.athanor.operator.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Resources with odd values at random places, as many as the API server admits. */
public final class OddResources {
  private static final int DEEP = 20_000;

  /** Writes and reads what is nested deeper than JSON libraries like. */
  private final KubernetesClient client =
      new KubernetesClientBuilder()
          .withConfig(TestApiServer.get().admin().getConfiguration())
          .withKubernetesSerialization(
              new KubernetesSerialization(
                  new ObjectMapper(
                      JsonFactory.builder()
                          .streamReadConstraints(
                              StreamReadConstraints.builder().maxNestingDepth(DEEP).build())
                          .streamWriteConstraints(
                              StreamWriteConstraints.builder().maxNestingDepth(DEEP).build())
                          .build()),
                  true))
          .build();

  private final JSONSchemaProps schema;
  private final String namespace;
  private final Random random;
  private final OddValues values;

  public OddResources(String namespace, long seed) {
    this.namespace = namespace;
    random = new Random(seed);
    values = new OddValues(random);
    schema = schema(client);
  }

  private static JSONSchemaProps schema(KubernetesClient client) {
    CustomResourceDefinition crd =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("databasemigrations.athanor.dev")
            .get();
    return crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
  }

  /**
   * Tries so many.
   *
   * @return those that were admitted
   */
  public List<GenericKubernetesResource> create(int tries) {
    List<GenericKubernetesResource> admitted = new ArrayList<>();
    for (int i = 0; i < tries; i++) {
      GenericKubernetesResource odd = Manifests.changed(namespace, "odd-" + i, Map.of());
      for (int change = random.nextInt(3); change >= 0; change--) {
        mutate(odd.get("spec"), schema.getProperties().get("spec"));
      }
      try {
        admitted.add(client.resource(odd).create());
      } catch (KubernetesClientException e) {
        if (e.getCode() != 422 && e.getCode() != 400) {
          throw e;
        }
      }
    }
    return admitted;
  }

  public void delete(GenericKubernetesResource resource) {
    client.resource(resource).delete();
  }

  /** What is left of them. */
  public List<String> names() {
    return client
        .genericKubernetesResources("athanor.dev/v1alpha1", "DatabaseMigration")
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .map(resource -> resource.getMetadata().getName())
        .toList();
  }

  /**
   * Writes an odd status, as somebody with the rights to could, or an operator of another version.
   *
   * @return whether it was admitted
   */
  public boolean writeStatus(GenericKubernetesResource resource) {
    GenericKubernetesResource changed = client.resource(resource).get();
    Map<String, Object> status = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      mutate(status, schema.getProperties().get("status"));
    }
    changed.setAdditionalProperty("status", status);
    try {
      client.resource(changed).updateStatus();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != 422 && e.getCode() != 400 && e.getCode() != 409) {
        throw e;
      }
      return false;
    }
  }

  @SuppressWarnings("unchecked")
  private void mutate(Map<String, Object> object, JSONSchemaProps schema) {
    List<String> names = new ArrayList<>(schema.getProperties().keySet());
    String name = names.get(random.nextInt(names.size()));
    JSONSchemaProps property = schema.getProperties().get(name);
    boolean hasFields = property.getProperties() != null && !property.getProperties().isEmpty();
    if (hasFields && random.nextInt(4) > 0) {
      mutate(
          (Map<String, Object>) object.computeIfAbsent(name, n -> new LinkedHashMap<>()), property);
    } else {
      object.put(name, values.of(property));
    }
  }
}
