package dev.athanor.operator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A namespace of a real API server with one DatabaseMigration in it. */
public final class Tenant {
  private static final String NAME = "tweeteval";
  private static final Set<String> BACKUPS = Set.of("backup", "backups", "restore");

  private final KubernetesClient client = TestApiServer.get().admin();
  private final String namespace = TestApiServer.get().namespace();

  public String namespace() {
    return namespace;
  }

  /** Creates the resource; the test's Job controller and kubelet are {@link #kubelet}. */
  public DatabaseMigration create(Object... changes) {
    GenericKubernetesResource resource =
        client.resource(Manifests.changed(namespace, NAME, Manifests.changes(changes))).create();
    assertThat(resource.getMetadata().getUid()).isNotNull();
    return get();
  }

  public FakeKubelet kubelet() {
    return new FakeKubelet(client, namespace);
  }

  public DatabaseMigration get() {
    return client.resources(DatabaseMigration.class).inNamespace(namespace).withName(NAME).get();
  }

  /** Changes fields of the spec, by path. */
  public void change(Object... changes) {
    despiteConflicts(() -> changeOnce(changes));
  }

  private void changeOnce(Object... changes) {
    GenericKubernetesResource now =
        client
            .genericKubernetesResources("athanor.dev/v1alpha1", DatabaseMigration.KIND)
            .inNamespace(namespace)
            .withName(NAME)
            .get();
    Manifests.change(now, Manifests.changes(changes));
    now.getMetadata().setResourceVersion(null);
    now.getMetadata().setManagedFields(null);
    client.resource(now).update();
  }

  public void annotate(String key, String value) {
    client
        .resources(DatabaseMigration.class)
        .inNamespace(namespace)
        .withName(NAME)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(key, value));
  }

  public void delete() {
    client.resources(DatabaseMigration.class).inNamespace(namespace).withName(NAME).delete();
  }

  /** The containers of a Job that have a volume there. */
  public static List<String> mounting(Job job, String path) {
    PodSpec pod = job.getSpec().getTemplate().getSpec();
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .filter(
            each -> each.getVolumeMounts().stream().anyMatch(m -> m.getMountPath().equals(path)))
        .map(Container::getName)
        .toList();
  }

  public void writeStatus(DatabaseMigrationStatus status) {
    despiteConflicts(
        () -> {
          DatabaseMigration resource = get();
          resource.setStatus(status);
          client.resource(resource).updateStatus();
        });
  }

  /** A Job of somebody else's. */
  public void foreignJob(String name) {
    client
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("theirs")
                .withImage("theirs:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  /** An admission webhook that nobody answers is called for this namespace's Jobs. */
  public void refuseJobs() {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                  - name: athanor-test-webhook.example.org
                    failurePolicy: Fail
                    timeoutSeconds: 1
                    sideEffects: None
                    admissionReviewVersions: [v1]
                    clientConfig: {url: "https://127.0.0.1:1/"}
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                    rules:
                      - {apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]}
                """
                    .formatted(namespace),
                ValidatingWebhookConfiguration.class))
        .create();
  }

  public void allowJobs() {
    client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(namespace)
        .delete();
  }

  /** A person's kubectl tries again, too, when the operator has written in between. */
  private static void despiteConflicts(Runnable write) {
    for (int attempt = 1; ; attempt++) {
      try {
        write.run();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == 10) {
          throw e;
        }
      }
    }
  }

  /** Those of migrations; not what works on backups or restores beside them. */
  public List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
        .filter(job -> job.getMetadata().getLabels() != null)
        .filter(
            job -> !BACKUPS.contains("" + job.getMetadata().getLabels().get("athanor.dev/step")))
        .toList();
  }

  public List<Event> events() {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> DatabaseMigration.KIND.equals(e.getInvolvedObject().getKind()))
        .toList();
  }

  /** Waits for the Job that the status names. */
  public Job awaitJob(String step, long attempt) {
    return await(step + " Job of attempt " + attempt)
        .atMost(Patience.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                jobs().stream()
                    .filter(j -> j.getMetadata().getLabels().get("athanor.dev/step").equals(step))
                    .filter(
                        j ->
                            j.getMetadata()
                                .getAnnotations()
                                .get("athanor.dev/attempt")
                                .equals("" + attempt))
                    .findFirst()
                    .orElse(null),
            job -> job != null);
  }

  public DatabaseMigrationStatus awaitStatus(
      String what, Predicate<DatabaseMigrationStatus> expected) {
    DatabaseMigrationStatus[] last = new DatabaseMigrationStatus[1];
    try {
      await(what)
          .atMost(Patience.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                last[0] = get().getStatus();
                return last[0] != null && expected.test(last[0]);
              });
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError("no status of " + what + ", but " + last[0], e);
    }
    return last[0];
  }

  public DatabaseMigrationStatus awaitReady() {
    return awaitStatus("Ready", status -> isTrue(status, "Ready") && status.job() == null);
  }

  public DatabaseMigrationStatus awaitStalled(String reason) {
    return awaitStatus(
        "Stalled for " + reason,
        status ->
            isTrue(status, "Stalled") && condition(status, "Stalled").getReason().equals(reason));
  }

  /** A minute after its pod was made, which finds no Secret {@code backup-key}. */
  public DatabaseMigrationStatus awaitWithoutKey(Job job, MutableClock clock) {
    kubelet().pod(job);
    kubelet().warn("Pod", job, "FailedMount", "secret \"backup-key\" not found");
    clock.advance(Duration.ofMinutes(1));
    annotate("touched", job.getMetadata().getName());
    DatabaseMigrationStatus stalled = awaitStalled("FailedMount");
    assertThat(stalled.message())
        .contains("secret \"backup-key\" not found", "goes on by itself when that is mended");
    return stalled;
  }

  public void awaitTrue(String what, Callable<Boolean> condition) {
    await(what).atMost(Patience.PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  /** Asserts that for a while no Job is made and nothing is written of the migration. */
  public void assertQuiet() {
    DatabaseMigrationStatus before = ofMigration();
    int jobs = jobs().size();
    await()
        .during(Duration.ofMillis(700))
        .atMost(Duration.ofSeconds(3))
        .until(() -> ofMigration().equals(before) && jobs().size() == jobs);
  }

  /** What is done about backups beside it has a pace of its own. */
  private DatabaseMigrationStatus ofMigration() {
    DatabaseMigrationStatus status = get().getStatus();
    return (status == null ? DatabaseMigrationStatus.EMPTY : status)
        .toBuilder().backups(null).build();
  }

  public static boolean isTrue(DatabaseMigrationStatus status, String type) {
    Condition condition = condition(status, type);
    return condition != null && condition.getStatus().equals("True");
  }

  public static Condition condition(DatabaseMigrationStatus status, String type) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElse(null);
  }
}
