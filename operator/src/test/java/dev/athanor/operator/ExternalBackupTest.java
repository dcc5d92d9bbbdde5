package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.testing.ChartRights;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.Patience;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Backups that other controllers take, on a real API server; the test is these controllers. */
class ExternalBackupTest {
  private static final String[] RIGHTS = {
    "--set", "externalBackups.cloudNativePG=true",
    "--set", "externalBackups.volumeSnapshots=true",
    "--set", "externalBackups.hooks[0].apiGroup=example.org",
    "--set", "externalBackups.hooks[0].resource=saves"
  };

  private final KubernetesClient admin = TestApiServer.get().admin();
  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();
  private RunningOperator operator;

  @BeforeAll
  static void kinds() {
    define("postgresql.cnpg.io", "Backup", "backups");
    define("snapshot.storage.k8s.io", "VolumeSnapshot", "volumesnapshots");
    define("example.org", "Save", "saves");
  }

  @AfterEach
  void stop() {
    if (operator != null) {
      operator.close();
    }
  }

  static Stream<Arguments> kindsOfBackup() {
    return Stream.of(
        Arguments.of(
            "cloudNativePG",
            Map.of("cluster", "shop", "method", "volumeSnapshot"),
            "{cluster={name=shop}, method=volumeSnapshot}",
            Map.of("phase", "running"),
            Map.of("phase", "completed")),
        Arguments.of(
            "volumeSnapshot",
            Map.of("claimName", "data-0", "className", "fast"),
            "{source={persistentVolumeClaimName=data-0}, volumeSnapshotClassName=fast}",
            Map.of("readyToUse", false, "error", Map.of("message", "driver busy")),
            Map.of("readyToUse", true)),
        Arguments.of(
            "hook",
            Map.of(
                "apiVersion", "example.org/v1",
                "kind", "Save",
                "spec", Map.of("of", "shop"),
                "condition", "Complete"),
            "{of=shop}",
            Map.of("conditions", List.of(Map.of("type", "Complete", "status", "False"))),
            Map.of("conditions", List.of(Map.of("type", "Complete", "status", "True")))));
  }

  @ParameterizedTest
  @MethodSource("kindsOfBackup")
  void nothingRunsBeforeItsControllerSaysThatItIsDone(
      String which, Map<String, Object> how, String spec, Map<?, ?> underWay, Map<?, ?> done) {
    start(RIGHTS);
    planned(which, how);

    ExternalBackupStatus backup = asked();
    GenericKubernetesResource object = object(backup);
    assertThat(object.getAdditionalProperties().get("spec")).hasToString(spec);
    assertThat(object.getMetadata().getOwnerReferences()).isEmpty();
    say(backup, underWay);
    tenant.awaitStatus(
        "waiting",
        s -> s.phase() == Phase.BackingUp && s.message().contains("waiting for the backup"));
    assertThat(tenant.jobs()).hasSize(1);
    say(backup, done);

    Job run = tenant.awaitJob("run", 1);
    assertThat(arguments(run))
        .contains("--backup-policy=External")
        .anyMatch(each -> each.startsWith("--external-backup=" + backup + ", done at "))
        .noneMatch(each -> each.startsWith("--backup-dir"));
    assertThat(tenant.get().getStatus().plan().external().readyAt()).isNotNull();
  }

  @Test
  void whatItsControllerFailsAtStopsTheRunAndSaysWhy() {
    start(RIGHTS);
    planned("cloudNativePG", Map.of("cluster", "shop"));
    ExternalBackupStatus backup = asked();

    say(backup, Map.of("phase", "failed", "error", "no WAL archive"));

    DatabaseMigrationStatus failed = tenant.awaitStatus("failed", s -> s.failure() != null);
    assertThat(failed.failure().reason()).isEqualTo("ExternalBackupFailed");
    assertThat(failed.failure().message()).contains(backup.name()).contains("no WAL archive");
    assertThat(failed.plan()).isNull();
    assertThat(tenant.jobs()).hasSize(1);
  }

  @Test
  void withoutTheRightToAskNothingRunsAndTheMessageSaysWhoGivesIt() {
    start();
    planned("volumeSnapshot", Map.of("claimName", "data-0"));

    DatabaseMigrationStatus failed = tenant.awaitStatus("failed", s -> s.failure() != null);
    assertThat(failed.failure().reason()).isEqualTo("ExternalBackupRefused");
    assertThat(failed.failure().message())
        .contains("VolumeSnapshot")
        .contains("forbidden")
        .contains("externalBackups");
    assertThat(tenant.jobs()).hasSize(1);
  }

  @Test
  void aKindThatTheClusterDoesNotHaveIsNamed() {
    start(RIGHTS);
    planned("hook", Map.of("apiVersion", "absent.example.org/v1", "kind", "Save", "phase", "Done"));

    DatabaseMigrationStatus failed = tenant.awaitStatus("failed", s -> s.failure() != null);
    assertThat(failed.failure().message())
        .contains("this cluster has no Save of absent.example.org/v1");
  }

  /** Both, where a place for dumps is given, too. */
  @Test
  void besideAPlaceOfOursBothAreTaken() {
    start(RIGHTS);
    tenant.create("backup.external.cloudNativePG.cluster", "shop");
    plan();
    say(asked(), Map.of("phase", "completed"));

    Job run = tenant.awaitJob("run", 1);
    assertThat(arguments(run)).contains("--backup-policy=Always", "--backup-dir=/athanor/backup");
    kubelet.pod(run);
    kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
    DatabaseMigrationStatus ready = tenant.awaitStatus("ready", s -> s.phase() == Phase.Ready);
    assertThat(ready.backup().location()).isNotNull();
    assertThat(ready.backup().external()).startsWith("Backup tweeteval-backup-");
  }

  private void start(String... rights) {
    operator =
        RunningOperator.as(
            ChartRights.only("team", tenant.namespace(), rights), tenant.namespace());
  }

  private void planned(String which, Map<String, Object> how) {
    tenant.create("backup", Map.of("policy", "Always", "external", Map.of(which, how)));
    plan();
  }

  private void plan() {
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.planned(3, Reports.HASH));
  }

  private ExternalBackupStatus asked() {
    ExternalBackupStatus backup =
        tenant
            .awaitStatus("asked", s -> s.plan() != null && s.plan().external() != null)
            .plan()
            .external();
    await().atMost(Patience.PATIENCE).until(() -> object(backup) != null);
    return backup;
  }

  private GenericKubernetesResource object(ExternalBackupStatus backup) {
    return admin
        .genericKubernetesResources(backup.apiVersion(), backup.kind())
        .inNamespace(tenant.namespace())
        .withName(backup.name())
        .get();
  }

  /** What its controller writes. */
  private void say(ExternalBackupStatus backup, Map<?, ?> status) {
    GenericKubernetesResource object = object(backup);
    object.setAdditionalProperty("status", status);
    admin.resource(object).update();
  }

  private static List<String> arguments(Job job) {
    return job.getSpec().getTemplate().getSpec().getInitContainers().stream()
        .filter(each -> each.getName().equals("backup"))
        .flatMap(each -> each.getArgs().stream())
        .toList();
  }

  private static void define(String group, String kind, String plural) {
    KubernetesClient admin = TestApiServer.get().admin();
    CustomResourceDefinition definition =
        Serialization.unmarshal(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: %1$s.%2$s
              annotations: {api-approved.kubernetes.io: "unapproved, for a test"}
            spec:
              group: %2$s
              scope: Namespaced
              names: {plural: %1$s, kind: %3$s}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """
                .formatted(plural, group, kind),
            CustomResourceDefinition.class);
    admin.resource(definition).createOr(existing -> existing.update());
    admin
        .resource(definition)
        .waitUntilCondition(
            crd ->
                crd != null
                    && crd.getStatus() != null
                    && crd.getStatus().getConditions() != null
                    && crd.getStatus().getConditions().stream()
                        .anyMatch(
                            c -> c.getType().equals("Established") && c.getStatus().equals("True")),
            Patience.PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
  }
}
