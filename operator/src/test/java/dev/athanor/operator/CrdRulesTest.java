package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can never work is refused by a real API server, with a message that says what to do. */
class CrdRulesTest {
  private static final String PLAN = "sha256:" + "0".repeat(64);
  private static final String SECRET_PORT = "database.credentialsSecret.portKey";

  private static KubernetesClient client;
  private static String namespace;

  @BeforeAll
  static void start() {
    client = TestApiServer.get().admin();
    namespace = TestApiServer.get().namespace();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal(
            "one of database.host and database.url", "database.url", "jdbc:postgresql://db/app"),
        refusal("database.name is required", "database.name", null),
        refusal("stand in the URL", url("jdbc:postgresql://db/app"), "database.name", "app"),
        refusal("stand in the URL", url("jdbc:postgresql://db/app"), "database.port", 5432),
        refusal("must begin with jdbc:postgresql://", url("postgresql://db/app")),
        refusal("must not contain credentials", url("jdbc:postgresql://me:pw@db/app")),
        refusal("must not contain credentials", url("jdbc:postgresql://db/app?user=me")),
        refusal("must not contain credentials", url("jdbc:postgresql://db/a?x=1&PassWord=y")),
        refusal("database.credentialsSecret", "database.credentialsSecret", null),
        refusal("database.host", "database.host", "db/app"),
        refusal("put the port into database.port", "database.host", "db:6432"),
        refusal("put the port into database.port", "database.host", "[::1]:6432"),
        refusal("database.host is one name", "database.host", "a,b"),
        refusal("database.port", "database.port", 65536),
        refusal("Unsupported value: \"on\"", "database.sslMode", "on"),
        refusal("exactly one of source.configMap", "source.configMap", null),
        refusal("exactly one of source.configMap", "source.image.reference", "app:1"),
        refusal("source.image.classpath", image("live")),
        refusal("source.image.classpath", image("/live/")),
        refusal("source.digest", "source.digest", null),
        refusal("source.digest", "source.digest", "sha256:abc"),
        refusal("source.digest", "source.digest", "md5:" + "0".repeat(64)),
        refusal("target", "target", null),
        refusal("relative targets", "target", "+1"),
        refusal("relative targets", "target", "-1"),
        refusal("relative targets", "target", "1975ea83b712+2"),
        refusal("relative targets", "target", "head-1"),
        refusal("relative targets", "target", "a:b"),
        refusal("name no single place", "target", "current"),
        refusal("name no single place", "target", "heads"),
        refusal("spec.backup", "backup", null),
        refusal("backup.days", "backup.days", -1),
        refusal("history.trustedRoles", "history.trustedRoles", List.of("a,b")),
        refusal("history.trustedRoles", "history.trustedRoles", List.of("")),
        refusal("backup.external is required", "backup.persistentVolumeClaim", null),
        refusal("exactly one of", "backup.external.timeout", "1h"),
        refusal(
            "exactly one of",
            Manifests.changes("backup.external.cloudNativePG.cluster", "shop"),
            "backup.external.volumeSnapshot.claimName",
            "data"),
        refusal("one of condition and phase", hook("example.org/v1", null), "target", "head"),
        refusal("that of a custom resource", hook("batch/v1", "Complete"), "target", "head"),
        refusal("that of a custom resource", hook("events.k8s.io/v1", "A"), "target", "head"),
        refusal("that of a custom resource", hook("athanor.dev/v1", "Ready"), "target", "head"),
        refusal(
            "backup.external is a backup",
            Manifests.changes("backup.external.cloudNativePG.cluster", "shop"),
            "backup.policy",
            "Never"),
        refusal(
            "nothing to rehearse on",
            Manifests.changes(
                "backup.persistentVolumeClaim",
                null,
                "backup.external.cloudNativePG.cluster",
                "shop",
                "rehearsal.image",
                "postgres:17"),
            "rehearsal.mode",
            "Always"),
        refusal("backups have one place", "backup.objectStore.bucket", "backups"),
        refusal("objectStore.bucket", store(), "backup.objectStore.bucket", "a/b"),
        refusal("objectStore.bucket", store(), "backup.objectStore.bucket", null),
        refusal("begins with no slash", store(), "backup.objectStore.prefix", "/a"),
        refusal("has neither ? nor #", store(), "backup.objectStore.prefix", "a?ca=/etc"),
        refusal("is a URL such as", store(), "backup.objectStore.endpoint", "minio:9000"),
        refusal("without credentials", store(), "backup.objectStore.endpoint", "http://a:b@c"),
        refusal("region", store(), "backup.objectStore.region", "a&b"),
        refusal("keySecret", "backup.encryption", Map.of()),
        refusal(
            "backup.encryption is of dumps",
            Manifests.changes("backup.persistentVolumeClaim", null, "backup.policy", "Never"),
            "backup.encryption.keySecret.name",
            "backup-key"),
        refusal(
            "keySecret.key",
            Manifests.changes("backup.encryption.keySecret.name", "backup-key"),
            "backup.encryption.keySecret.key",
            "a/b"),
        refusal("backup.schedule is five fields of cron", "backup.schedule", "every day"),
        refusal("backup.schedule is five fields of cron", "backup.schedule", "* * * *"),
        refusal("backup.schedule is five fields of cron", "backup.schedule", "0 0 2 * * *"),
        refusal("backup.schedule is five fields of cron", "backup.schedule", "@reboot"),
        refusal(
            "backup.schedule needs a place",
            Manifests.changes("backup.persistentVolumeClaim", null, "backup.policy", "Never"),
            "backup.schedule",
            "@daily"),
        refusal("Unsupported value", "backup.policy", "Sometimes"),
        refusal("backup.retain", "backup.retain", 0),
        refusal("rehearsal.image is required", "rehearsal.mode", "Always"),
        refusal("onFailure: Restore needs a backup", "onFailure", "Restore"),
        refusal("onFailureWrites is for onFailure: Restore", "onFailureWrites", "Lose"),
        refusal(
            "there is nothing to rehearse on without a dump",
            "backup.policy",
            "Never",
            "rehearsal.image",
            "postgres:17",
            "rehearsal.mode",
            "Risky"),
        refusal("rehearsal.limits.maxBlocked is a positive", rehearsal("maxBlocked", "0s")),
        refusal("rehearsal.limits.maxDuration is a positive", rehearsal("maxDuration", "0s")),
        refusal("rehearsal.limits.maxRewrite", rehearsal("maxRewrite", "1 GB")),
        refusal("retainDropped is a duration such as 168h", "retainDropped", "-1h"),
        refusal("retainDropped", "retainDropped", "a week"),
        refusal("backup.maxAge is a positive duration", "backup.maxAge", "0s"),
        refusal("maxAge", "backup.maxAge", "a week"),
        refusal("only read with spec.schemas", "parallelism", 2),
        refusal("spec.schemas", "schemas", List.of()),
        refusal("spec.schemas", "schemas", List.of("a,b")),
        refusal("spec.schemas", "schemas", List.of(" ")),
        refusal("parallelism", schemas(), "parallelism", 0),
        refusal("all schemas would have one history", schemas(), "history.liquibaseSchema", "lb"),
        refusal("a failure policy goes back in one history", schemas(), "onFailure", "Downgrade"),
        refusal(
            "leave it out with onFailureWrites: Fence",
            Manifests.changes("onFailure", "Restore", "onFailureWrites", "Fence"),
            "backup.maxAge",
            "1h"),
        refusal(
            "a rehearsal knows one history",
            schemas(),
            "rehearsal.image",
            "postgres:17",
            "rehearsal.mode",
            "Risky"),
        refusal("adopt.image is required", "adopt.tool", "flyway"),
        refusal("adopt.tool is flyway", adopt(), "adopt.tool", "sqitch"),
        refusal("whose table adopt.table is", adopt(), "adopt.table", "versions"),
        refusal("one history is taken over at a time", adopt(), "schemas", List.of("a", "b")),
        refusal("verifyInterval is a duration of at least 1m", "verifyInterval", "5s"),
        refusal("timeouts.lock is a positive duration", "timeouts.lock", "-1s"),
        refusal("timeouts.lockAttempt is a positive", "timeouts.lockAttempt", "0s"),
        refusal("timeouts.statement is a positive", "timeouts.statement", "0s"),
        refusal("retry.backoff is a duration of at least 1s", "retry.backoff", "1ms"),
        refusal("retry.limit", "retry.limit", -1),
        refusal("only read with approval: Manual", "approvedPlan", PLAN),
        refusal("the old name of spec.labelFilter", "labels", "a", "labelFilter", "b"),
        refusal("allowDowngradeTo", "allowDowngradeTo", "head-1"),
        refusal("limits.memory", "runner.resources.limits", Map.of("memory", "")),
        refusal("limits.memory", "runner.resources.limits", Map.of("memory", "-1Gi")),
        refusal("limits.cpu", "runner.resources.limits", Map.of("cpu", -1)),
        refusal("requests.cpu", "runner.resources.requests", Map.of("cpu", "a lot")),
        refusal("usernameKey", "database.credentialsSecret.usernameKey", "a/b"),
        refusal("say the same twice", "database.credentialsSecret.hostKey", "host"),
        refusal("say the same twice", "database.credentialsSecret.databaseKey", "dbname"),
        refusal("say the same twice", Manifests.changes("database.port", 1), SECRET_PORT, "port"),
        refusal("remove the others", "database.credentialsSecret.urlKey", "uri"),
        refusal(
            "nothing of the address comes from the Secret",
            url("jdbc:postgresql://db/app"),
            "database.credentialsSecret.urlKey",
            "uri"),
        refusal(
            "nothing of the address comes from the Secret",
            url("jdbc:postgresql://db/app"),
            SECRET_PORT,
            "port"),
        refusal(
            "remove the others",
            Manifests.changes("database.host", null, "database.credentialsSecret.urlKey", "uri"),
            "database.credentialsSecret.hostKey",
            "host"),
        refusal(
            "certificateKey",
            Manifests.changes("database.clientCertificateSecret.name", "tls"),
            "database.clientCertificateSecret.certificateKey",
            "a/b"),
        refusal(
            "should match '^sha256:",
            Manifests.changes("approval", "Manual"),
            "approvedPlan",
            "0".repeat(64)));
  }

  private static Map<String, Object> schemas() {
    return Manifests.changes("schemas", List.of("tenant_*"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("refusals")
  void refuses(String message, Map<String, Object> changes) {
    GenericKubernetesResource resource = Manifests.changed(namespace, "refused", changes);

    assertThatThrownBy(() -> client.resource(resource).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(422))
        .hasMessageContaining(message);
  }

  static Stream<Map<String, Object>> acceptances() {
    return Stream.of(
        Map.of(),
        Manifests.changes("target", "base"),
        Manifests.changes("target", "1975ea83b712"),
        Manifests.changes("target", "reporting@head"),
        url("jdbc:postgresql://db:5432/app?sslmode=verify-full"),
        Manifests.changes("database.host", null, "database.name", null),
        Manifests.changes("database.host", null, "database.sslMode", "verify-full"),
        Manifests.changes("database.name", null, "database.credentialsSecret.databaseKey", "db"),
        Manifests.changes("database.host", null, "database.credentialsSecret.urlKey", "uri"),
        Manifests.changes("backup.persistentVolumeClaim", null, "backup.policy", "Never"),
        Manifests.changes(
            "source.configMap", null, "source.image.reference", "registry.example/app:1"),
        image("/app/live"),
        Manifests.changes("approval", "Manual", "approvedPlan", PLAN),
        Manifests.changes("database.host", "fd00::1"),
        Manifests.changes("database.host", "::1"),
        Manifests.changes("database.host", "10.0.0.1"),
        Manifests.changes("verifyInterval", "0s"),
        Manifests.changes("runner.resources.limits", Map.of("memory", "1Gi")),
        Manifests.changes("runner.resources.limits", Map.of("memory", "1.5Gi", "cpu", 2)),
        Manifests.changes("runner.resources.limits", Map.of("memory", "1e9", "cpu", "100m")),
        Manifests.changes("runner.affinity", Map.of("podAntiAffinity", Map.of())),
        Manifests.changes("labels", "old"),
        Manifests.changes("allowDowngradeTo", "base"),
        Manifests.changes("history.trustedRoles", List.of("owner", "Ops Team")),
        Manifests.changes("backup.days", 14),
        store(),
        schemas(),
        Manifests.changes("schemas", List.of("tenant_*", "Shop 1"), "parallelism", 8),
        Manifests.changes("backup.schedule", "*/15 2-4 1,15 * MON-FRI"),
        Manifests.changes("backup.schedule", "@daily"),
        Manifests.changes("allowDowngradeTo", "1975ea83b712,27c6a30d7c24"),
        Manifests.changes("timeouts.lock", "1h30m"),
        Manifests.changes("timeouts.lock", "+1h"));
  }

  @ParameterizedTest
  @MethodSource("acceptances")
  void accepts(Map<String, Object> changes) {
    GenericKubernetesResource resource = Manifests.changed(namespace, "accepted", changes);

    client.resource(resource).create();

    client.resource(resource).delete();
  }

  @Test
  void nothingIsAcceptedOfTheHistoryUnlessSaid() {
    GenericKubernetesResource created =
        client
            .resource(
                Manifests.changed(
                    namespace, "history", Manifests.changes("history.allowUnknown", true)))
            .create();

    assertThat(created.<Map<String, Object>>get("spec", "history"))
        .isEqualTo(Map.of("allowUnknown", true, "allowForeign", false));
    client.resource(created).delete();
  }

  @Test
  void defaultsAreWritten() {
    GenericKubernetesResource created =
        client.resource(Manifests.changed(namespace, "defaults", Map.of())).create();

    Map<String, Object> spec = created.get("spec");
    assertThat(spec)
        .containsEntry("verifyInterval", "24h")
        .containsEntry("approval", "Automatic")
        .containsEntry("retry", Map.of("limit", 10, "backoff", "10s", "maxBackoff", "10m"));
    assertThat(created.<Map<String, Object>>get("spec", "backup"))
        .containsEntry("policy", "Always")
        .containsEntry("retain", 5)
        .containsEntry("jobs", 2);
    client.resource(created).delete();
  }

  private static Arguments refusal(String message, Object... changes) {
    Map<String, Object> all = new HashMap<>();
    List<Object> rest = Arrays.asList(changes);
    if (rest.get(0) instanceof Map<?, ?> first) {
      first.forEach((path, value) -> all.put((String) path, value));
      rest = rest.subList(1, rest.size());
    }
    all.putAll(Manifests.changes(rest.toArray()));
    return arguments(message, all);
  }

  private static Map<String, Object> adopt() {
    return Manifests.changes("adopt.image", "postgres:17");
  }

  private static Map<String, Object> rehearsal(String limit, String value) {
    return Manifests.changes(
        "rehearsal.mode",
        "Always",
        "rehearsal.image",
        "postgres:17",
        "rehearsal.volume.sizeLimit",
        "10Gi",
        "rehearsal.limits." + limit,
        value);
  }

  private static Map<String, Object> hook(String apiVersion, String condition) {
    return Manifests.changes(
        "backup.external.hook.apiVersion",
        apiVersion,
        "backup.external.hook.kind",
        "Save",
        "backup.external.hook.condition",
        condition);
  }

  private static Map<String, Object> store() {
    return Manifests.changes(
        "backup.persistentVolumeClaim",
        null,
        "backup.objectStore.bucket",
        "backups",
        "backup.objectStore.endpoint",
        "https://minio:9000/s3",
        "backup.objectStore.credentialsSecret.name",
        "key");
  }

  private static Map<String, Object> image(String classpath) {
    return Manifests.changes(
        "source.configMap",
        null,
        "source.image.reference",
        "registry.example/app:1",
        "source.image.classpath",
        classpath);
  }

  private static Map<String, Object> url(String url) {
    return Manifests.changes("database.host", null, "database.name", null, "database.url", url);
  }
}
