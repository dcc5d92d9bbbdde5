package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Patience;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What was stored with an older CRD is read, and may be changed, with today's. */
class StoredObjectsTest {
  /** As of November 2026: what people have in their clusters. */
  private static final String OLD = "/databasemigrations-2026-11.yaml";

  private static final Path NEW =
      Path.of("../helm/athanor/files/databasemigrations.athanor.dev.yaml");

  private final KubernetesClient admin = TestApiServer.get().admin();
  private final String namespace = TestApiServer.get().namespace();

  @Test
  void survivesTheUpgrade() {
    install(crd(StoredObjectsTest.class.getResourceAsStream(OLD)));
    List<GenericKubernetesResource> stored =
        objects().map(object -> admin.resource(object).create()).toList();

    install(crd(open()));

    for (GenericKubernetesResource old : stored) {
      GenericKubernetesResource kept = admin.resource(old).get();
      assertThat(spec(kept)).containsAllEntriesOf(spec(old));
      DatabaseMigration read =
          admin.getKubernetesSerialization().convertValue(kept, DatabaseMigration.class);
      assertThat(read.unreadable()).isEmpty();
      admin
          .resource(kept)
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"suspend\":true}}");
      GenericKubernetesResource withStatus = admin.resource(old).get();
      withStatus.setAdditionalProperty("status", Map.of("phase", "Ready", "pending", 0));
      admin.resource(withStatus).updateStatus();
    }
  }

  /** A field that went away would be dropped from what is stored, without a word. */
  @Test
  void noFieldGoesAway() {
    JSONSchemaProps before = schema(crd(StoredObjectsTest.class.getResourceAsStream(OLD)));
    JSONSchemaProps now = schema(crd(open()));

    compare("", before, now);
  }

  private static void compare(String path, JSONSchemaProps before, JSONSchemaProps now) {
    assertThat(now).as(path).isNotNull();
    assertThat(now.getType()).as(path).isEqualTo(before.getType());
    if (before.getRequired() != null || now.getRequired() != null) {
      assertThat(before.getRequired()).as("required of " + path).containsAll(now.getRequired());
    }
    if (before.getEnum() != null) {
      assertThat(now.getEnum()).as("values of " + path).containsAll(before.getEnum());
    }
    if (before.getProperties() != null) {
      before
          .getProperties()
          .forEach(
              (name, field) -> compare(path + "." + name, field, now.getProperties().get(name)));
    }
  }

  /** The smallest, and one with all there was. */
  private Stream<GenericKubernetesResource> objects() {
    return Stream.of(
            Manifests.changed(namespace, "smallest", Map.of()),
            Manifests.changed(
                namespace,
                "everything",
                Manifests.changes(
                    "labels",
                    "core and !slow",
                    "contexts",
                    List.of("prod"),
                    "allowDowngrade",
                    true,
                    "history.allowForeign",
                    true,
                    "history.allowUnknown",
                    true,
                    "runner.labels",
                    Map.of("team", "a"),
                    "runner.resources.limits",
                    Map.of("memory", "1Gi", "cpu", 2),
                    "runner.tolerations",
                    List.of(Map.of("operator", "Exists")),
                    "backup.maxAge",
                    "1h",
                    "timeouts.lock",
                    "1m")))
        .peek(object -> object.setApiVersion("stored.athanor.dev/v1alpha1"));
  }

  private static Map<String, Object> spec(GenericKubernetesResource resource) {
    return resource.get("spec");
  }

  private void install(CustomResourceDefinition crd) {
    admin.resource(crd).createOr(existing -> existing.update());
    JSONSchemaProps wanted = schema(crd);
    Awaitility.await("the CRD is served")
        .atMost(Patience.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              GenericKubernetesResource probe = objects().findFirst().orElseThrow();
              probe.getMetadata().setName("probe");
              boolean isNew = schema(crd(open())).equals(wanted);
              if (isNew) {
                Manifests.change(probe, Map.of("labelFilter", "served"));
              }
              GenericKubernetesResource made = admin.resource(probe).dryRun().create();
              return !isNew || spec(made).containsKey("labelFilter");
            });
  }

  /** In a group of its own: the other tests have the real one. */
  private CustomResourceDefinition crd(InputStream file) {
    CustomResourceDefinition crd =
        admin.getKubernetesSerialization().unmarshal(file, CustomResourceDefinition.class);
    crd.getMetadata().setName("databasemigrations.stored.athanor.dev");
    crd.getSpec().setGroup("stored.athanor.dev");
    return crd;
  }

  private static InputStream open() {
    try {
      return Files.newInputStream(NEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JSONSchemaProps schema(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
  }
}
