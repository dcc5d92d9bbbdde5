package dev.athanor.operator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Reports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Job that rehearses: who is in its pod, and what each of them sees. */
class RehearsalServerTest {
  private static final RunnerSettings SETTINGS =
      new RunnerSettings("athanor:1", null, List.of(), new ResourceRequirements(), 604_800);

  @Test
  void theServerSeesAnEmptyVolumeAndListensToNobodyElse() {
    PodSpec pod = template().getSpec();
    Container server = pod.getInitContainers().get(0);

    assertThat(pod.getInitContainers())
        .extracting(Container::getName)
        .containsExactly("rehearsal-server", "backup");
    assertThat(server.getImage()).isEqualTo("postgres:17");
    assertThat(server.getRestartPolicy()).isEqualTo("Always");
    assertThat(server.getArgs())
        .containsExactly("/athanor/rehearsal", "54329", "athanor_rehearsal");
    assertThat(server.getCommand().get(2))
        .contains("listen_addresses = '127.0.0.1'", "--auth=scram-sha-256");
    assertThat(server.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .containsExactly("/athanor/rehearsal", "/etc/passwd");
    assertThat(server.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(server.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(server.getResources().getLimits().get("memory").toString()).isEqualTo("2Gi");
    assertThat(server.getPorts()).isEmpty();
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("rehearsal"))
        .singleElement()
        .satisfies(
            volume -> assertThat(volume.getEmptyDir().getSizeLimit().toString()).isEqualTo("20Gi"));
  }

  @Test
  void whoTakesADatabaseOverHasItOfItsOwnImageAndSeesNoBackup() {
    PodSpec pod =
        template(
                Step.Adopt,
                "adopt.image",
                "postgis/postgis:17",
                "adopt.tool",
                "flyway",
                "adopt.table",
                "versions",
                "adopt.revision",
                "3aaaaaaaaaaa",
                "adopt.accept",
                List.of("column:a.b", "index:a, b"),
                "adopt.exclude",
                List.of("audit.*"),
                "adopt.why",
                "moved")
            .getSpec();

    Container server = pod.getInitContainers().get(0);
    assertThat(server.getImage()).isEqualTo("postgis/postgis:17");
    assertThat(server.getResources().getLimits().get("memory").toString()).isEqualTo("2Gi");
    Container adopt = pod.getContainers().get(0);
    assertThat(adopt.getName()).isEqualTo("adopt");
    assertThat(adopt.getArgs())
        .startsWith("job", "adopt")
        .containsSequence(
            "--tool=flyway",
            "--table=versions",
            "--at=3aaaaaaaaaaa",
            "--accept=column:a.b",
            "--accept=index:a, b",
            "--exclude=audit.*",
            "--why=moved",
            "--rehearsal-url=postgresql://athanor_rehearsal@127.0.0.1:54329/postgres",
            "--rehearsal-password=/athanor/rehearsal/password");
    assertThat(adopt.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/athanor/rehearsal")
        .doesNotContain("/athanor/backup");
  }

  /** initdb refuses a user without a name. */
  @Test
  void itsUserHasAName() {
    assertThat(template().getMetadata().getAnnotations())
        .containsEntry("athanor.dev/passwd", "athanor:x:65532:65532::/athanor/rehearsal:/bin/sh");
    PodTemplateSpec given = template("runner.podSecurityContext", Map.of("runAsNonRoot", true));
    assertThat(given.getMetadata().getAnnotations()).doesNotContainKey("athanor.dev/passwd");
    assertThat(given.getSpec().getInitContainers().get(0).getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .containsExactly("/athanor/rehearsal");
  }

  @Test
  void whoRehearsesHasTheBackupsTheLimitsAndTheServer() {
    Container rehearse = template().getSpec().getContainers().get(0);
    assertThat(rehearse.getName()).isEqualTo("rehearse");
    assertThat(rehearse.getArgs())
        .startsWith("job", "rehearse")
        .contains(
            "--plan-hash=" + Reports.HASH,
            "--receipt=/athanor/work/receipt.json",
            "--backup-jobs=2",
            "--rehearsal-url=postgresql://athanor_rehearsal@127.0.0.1:54329/postgres",
            "--rehearsal-password=/athanor/rehearsal/password",
            "--max-blocked=PT2S",
            "--max-rewrite=1Gi",
            "--max-duration=PT30M");
    assertThat(rehearse.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/athanor/backup", "/athanor/rehearsal", "/athanor/credentials");
  }

  @Test
  void whoRehearsesHasTheKeyOfABucket() {
    PodSpec pod =
        template(
                "backup.persistentVolumeClaim",
                null,
                "backup.objectStore.bucket",
                "backups",
                "backup.objectStore.credentialsSecret.name",
                "key")
            .getSpec();
    assertThat(pod.getContainers().get(0).getEnv())
        .extracting(env -> env.getName())
        .contains("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    assertThat(pod.getInitContainers().get(0).getEnv())
        .noneMatch(env -> env.getValueFrom() != null);
  }

  private static PodTemplateSpec template(Object... changes) {
    return template(Step.Rehearse, changes);
  }

  private static PodTemplateSpec template(Step step, Object... changes) {
    Map<String, Object> spec =
        Manifests.changes(
            "rehearsal.mode", "Always",
            "rehearsal.image", "postgres:17",
            "rehearsal.volume.sizeLimit", "20Gi",
            "rehearsal.resources.limits", Map.of("memory", "2Gi"),
            "rehearsal.limits.maxBlocked", "2s",
            "rehearsal.limits.maxRewrite", "1Gi",
            "rehearsal.limits.maxDuration", "30m",
            "backup.jobs", 2);
    spec.putAll(Manifests.changes(changes));
    DatabaseMigration resource = Manifests.typed("default", "tweeteval", spec);
    resource.getMetadata().setUid("uid-1");
    resource.getMetadata().setGeneration(1L);
    JobStatus intent =
        new JobStatus(
            step,
            "tweeteval-rehearse-1",
            1L,
            Manifests.DIGEST,
            "head",
            1L,
            Reports.HASH,
            "2026-11-22T12:00:00Z",
            "postgres:5432/tweeteval");
    return new JobFactory(SETTINGS).create(new Migration(resource), intent).getSpec().getTemplate();
  }
}
