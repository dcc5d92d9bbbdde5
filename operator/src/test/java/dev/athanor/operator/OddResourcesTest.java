package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.operator.testing.OddResources;
import dev.athanor.operator.testing.Patience;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Whatever one resource holds, the operator lives and the others are served. An operator that ended
 * would end this test's JVM.
 */
@SuppressWarnings("try") // an operator is there to be running
class OddResourcesTest {
  private static final String CRD = "databasemigrations.athanor.dev";

  private final KubernetesClient admin = TestApiServer.get().admin();

  /** Another seed with {@code -Dseed}; it is part of what the assertions say. */
  private final long seed = Long.getLong("seed", new Random().nextLong());

  @Test
  void whateverTheSchemaAdmitsLeavesItAliveAndTheOthersServed() {
    String oddOnes = TestApiServer.get().namespace();
    OddResources odd = new OddResources(oddOnes, seed);
    Tenant watched = new Tenant();
    Tenant listed = new Tenant();
    List<GenericKubernetesResource> admitted;

    try (RunningOperator operator = RunningOperator.unlimited(oddOnes, watched.namespace())) {
      admitted = odd.create(300);
      long statuses = admitted.stream().filter(odd::writeStatus).count();
      assertThat(admitted).as("seed %d", seed).hasSizeGreaterThan(60);
      assertThat(statuses).as("seed %d", seed).isGreaterThan(10);

      watched.create();
      watched.awaitJob("plan", 1);
      assertThat(operator.get("/readyz")).as("seed %d", seed).startsWith("200");
      assertThat(operator.get("/metrics")).contains("athanor_migration_stalled{name=\"odd-");
    }

    try (RunningOperator operator = RunningOperator.unlimited(oddOnes, listed.namespace())) {
      listed.create();
      listed.awaitJob("plan", 1);
      assertThat(operator.get("/readyz")).as("seed %d", seed).startsWith("200");

      admitted.forEach(odd::delete);
      Awaitility.await("seed " + seed).atMost(Patience.PATIENCE).until(() -> odd.names().isEmpty());
    }
  }

  /** One that was stored when the CRD still admitted it. */
  @Test
  void whoWroteWhatCannotBeReadIsToldAndCanMendIt() {
    Tenant bad = new Tenant();
    Tenant good = new Tenant();
    storeWithoutPatterns(bad);

    try (RunningOperator operator = RunningOperator.in(bad.namespace(), good.namespace())) {
      DatabaseMigrationStatus status = bad.awaitStalled("Unreadable");
      assertThat(status.message())
          .contains("spec.runner.resources.limits.memory")
          .contains("correct that field");
      bad.awaitTrue(
          "an event",
          () -> bad.events().stream().anyMatch(e -> "Unreadable".equals(e.getReason())));
      good.create();
      good.awaitJob("plan", 1);
      assertThat(bad.jobs()).isEmpty();
      assertThat(operator.get("/metrics"))
          .contains(
              "athanor_migration_stalled{name=\"tweeteval\",namespace=\"%s\"} 1.0"
                  .formatted(bad.namespace()));

      bad.change("runner.resources.limits.memory", "1Gi");

      bad.awaitJob("plan", 1);
    }
  }

  private void storeWithoutPatterns(Tenant tenant) {
    CustomResourceDefinition strict =
        admin.apiextensions().v1().customResourceDefinitions().withName(CRD).get();
    CustomResourceDefinition lax = admin.getKubernetesSerialization().clone(strict);
    quantity(lax).setPattern(null);
    admin.resource(lax).update();
    try {
      Awaitility.await("the CRD without the pattern")
          .atMost(Patience.PATIENCE)
          .ignoreExceptions()
          .until(() -> tenant.create("runner.resources.limits", Map.of("memory", "")) != null);
    } finally {
      strict.getMetadata().setResourceVersion(null);
      admin.resource(strict).update();
    }
    Awaitility.await("the CRD with the pattern")
        .atMost(Patience.PATIENCE)
        .until(this::refusesAnEmptyQuantity);
  }

  private boolean refusesAnEmptyQuantity() {
    Tenant other = new Tenant();
    try {
      other.create("runner.resources.limits", Map.of("memory", ""));
      return false;
    } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
      return e.getCode() == 422;
    }
  }

  private static JSONSchemaProps quantity(CustomResourceDefinition crd) {
    JSONSchemaProps schema = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    for (String name : List.of("spec", "runner", "resources", "limits")) {
      schema = schema.getProperties().get(name);
    }
    return schema.getAdditionalProperties().getSchema();
  }
}
