package dev.athanor.operator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec.OnFailure;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatusGoBackStatusBuilder;
import dev.athanor.crds.v1alpha1.KeptStatus;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Reports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Jobs, word for word: the other side of the contract relies on it. */
class JobFactoryTest {
  private static final GoBackStatus FENCED =
      DatabaseMigrationStatusGoBackStatusBuilder.builder()
          .generation(1L)
          .attempt(1L)
          .policy(OnFailure.Restore)
          .fence(GoBackStatus.Fence.Up)
          .state(GoBackStatus.State.Due)
          .tries(0)
          .build();

  private static final RunnerSettings SETTINGS =
      new RunnerSettings(
          "athanor:1", "IfNotPresent", List.of("registry"), new ResourceRequirements(), 604_800);
  private static final Map<String, Object> EVERYTHING =
      Manifests.changes(
          "database.port",
          5433,
          "database.sslMode",
          "verify-full",
          "database.role",
          "owner",
          "database.searchPath",
          "app, public",
          "allowDowngrade",
          true,
          "allowLive",
          true,
          "retainDropped",
          "168h",
          "history.changelogTable",
          "app_log",
          "history.changelogLockTable",
          "app_lock",
          "history.liquibaseSchema",
          "liquibase",
          "history.allowUnknown",
          true,
          "history.allowForeign",
          true,
          "history.trustedRoles",
          List.of("owner", "DBA"),
          "contexts",
          List.of("prod", "eu"),
          "labels",
          "core and !slow",
          "timeouts.lock",
          "1m30s",
          "timeouts.lockAttempt",
          "500ms",
          "timeouts.statement",
          "1h",
          "backup.policy",
          "Always",
          "backup.jobs",
          4,
          "backup.retain",
          7,
          "backup.days",
          14,
          "backup.maxAge",
          "90m");

  @Test
  void planSaysWhatToCompare() {
    assertThat(main(job(Step.Plan, Map.of())).getArgs())
        .containsExactly(
            "job",
            "plan",
            "--database-host=postgres",
            "--database-port=5432",
            "--database-name=tweeteval",
            "--database-sslmode=prefer",
            "--credentials-dir=/athanor/credentials",
            "--bundle=/athanor/bundle/bundle.zip",
            "--bundle-digest=" + Manifests.DIGEST,
            "--target=head",
            "--receipt=/athanor/work/receipt.json");
  }

  @Test
  void planForgetsWhatIsKeptPastItsTime() {
    String forget = "--forget-expired";
    assertThat(main(planOf("2026-11-22T09:58:59Z")).getArgs()).contains(forget);
    // A server's clock may be slow.
    assertThat(main(planOf("2026-11-22T09:59:30Z")).getArgs()).doesNotContain(forget);
  }

  private static Job planOf(String keptUntil) {
    KeptStatus kept = new KeptStatus(1, 8192L, keptUntil);
    return job(Step.Plan, Map.of(), DatabaseMigrationStatus.EMPTY.toBuilder().kept(kept).build());
  }

  @Test
  void applySaysEverythingThatCanBeSaid() {
    assertThat(main(job(Step.Run, EVERYTHING)).getArgs())
        .containsExactly(
            "job",
            "apply",
            "--database-host=postgres",
            "--database-port=5433",
            "--database-name=tweeteval",
            "--database-sslmode=verify-full",
            "--credentials-dir=/athanor/credentials",
            "--database-role=owner",
            "--search-path=app, public",
            "--bundle=/athanor/bundle/bundle.zip",
            "--bundle-digest=" + Manifests.DIGEST,
            "--target=head",
            "--receipt=/athanor/work/receipt.json",
            "--contexts=prod,eu",
            "--labels=core and !slow",
            "--lock-timeout=PT1M30S",
            "--lock-attempt=PT0.5S",
            "--statement-timeout=PT1H",
            "--allow-downgrade",
            "--allow-live",
            "--allow-unknown-history",
            "--allow-foreign-history",
            "--trusted-roles=owner,DBA",
            "--changelog-table=app_log",
            "--changelog-lock-table=app_lock",
            "--liquibase-schema=liquibase",
            "--plan-hash=" + Reports.HASH,
            "--retain-dropped=PT168H");
  }

  @Test
  void backupComesFirstWithTheSamePlanAndItsOwnWishes() {
    PodSpec pod = pod(job(Step.Run, EVERYTHING));
    Container backup = pod.getInitContainers().get(0);

    assertThat(backup.getName()).isEqualTo("backup");
    assertThat(backup.getArgs())
        .startsWith("job", "backup")
        .contains("--allow-unknown-history", "--allow-foreign-history", "--trusted-roles=owner,DBA")
        .endsWith(
            "--plan-hash=" + Reports.HASH,
            "--backup-policy=Always",
            "--backup-dir=/athanor/backup",
            "--backup-jobs=4",
            "--backup-retain=7",
            "--backup-days=14",
            "--backup-max-age=PT1H30M",
            "--generation-key=uid-1-2");
    assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("apply");
  }

  @Test
  void aBucketTakesItsKeyAndItsAuthorityAndNoVolume() {
    PodSpec pod =
        pod(
            job(
                Step.Run,
                Manifests.changes(
                    "backup.persistentVolumeClaim", null,
                    "backup.objectStore.bucket", "backups",
                    "backup.objectStore.prefix", "team/shop",
                    "backup.objectStore.endpoint", "https://minio:9000",
                    "backup.objectStore.pathStyle", false,
                    "backup.objectStore.region", "eu-1",
                    "backup.objectStore.caSecret.name", "minio-ca",
                    "backup.objectStore.credentialsSecret.name", "minio-key",
                    "backup.objectStore.credentialsSecret.accessKeyIdKey", "id")));
    Container backup = pod.getInitContainers().get(0);

    assertThat(backup.getArgs())
        .contains(
            "--backup-dir=s3://backups/team/shop?endpoint=https%3A%2F%2Fminio%3A9000&region=eu-1"
                + "&pathStyle=false&ca=%2Fathanor%2Fstore%2Fca.crt");
    assertThat(backup.getEnv())
        .filteredOn(env -> env.getValueFrom() != null)
        .extracting(
            env ->
                env.getName()
                    + "="
                    + env.getValueFrom().getSecretKeyRef().getName()
                    + "/"
                    + env.getValueFrom().getSecretKeyRef().getKey())
        .containsExactly(
            "AWS_ACCESS_KEY_ID=minio-key/id",
            "AWS_SECRET_ACCESS_KEY=minio-key/AWS_SECRET_ACCESS_KEY");
    assertThat(backup.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/athanor/store")
        .doesNotContain("/athanor/backup");
    assertThat(pod.getVolumes()).noneMatch(v -> v.getPersistentVolumeClaim() != null);
    // Nobody else in the pod has the key.
    assertThat(pod.getContainers().get(0).getEnv()).noneMatch(env -> env.getValueFrom() != null);
  }

  @Test
  void whoBacksUpAndRehearsesHasTheKeyOfBackupsAndNobodyElse() {
    Map<String, Object> encrypted =
        Manifests.changes(
            "backup.encryption.keySecret.name", "backup-key",
            "rehearsal.image", "postgres:17");
    PodSpec run = pod(job(Step.Run, encrypted));
    assertThat(run.getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .singleElement()
        .satisfies(
            volume -> {
              assertThat(volume.getSecret().getSecretName()).isEqualTo("backup-key");
              assertThat(volume.getSecret().getItems())
                  .extracting(KeyToPath::getKey)
                  .containsExactly("key.txt");
            });
    assertThat(keyed(run)).containsExactly("backup");
    assertThat(keyed(pod(job(Step.Rehearse, encrypted)))).containsExactly("backup", "rehearse");
    assertThat(keyed(pod(job(Step.GoBack, encrypted)))).containsExactly("go-back");
    assertThat(keyed(pod(job(Step.Plan, encrypted)))).isEmpty();
    // Who lists them reads none: a store outlives its keys.
    PodSpec list =
        pod(
            new JobFactory(SETTINGS)
                .list(
                    new Migration(Manifests.typed("default", "tweeteval", encrypted)), "l", null));
    assertThat(keyed(list)).isEmpty();
    assertThat(list.getVolumes()).noneMatch(volume -> volume.getSecret() != null);
    PodSpec own =
        pod(
            job(
                Step.Run,
                Manifests.changes(
                    "backup.encryption.keySecret", Map.of("name", "k", "key", "age"))));
    assertThat(own.getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .flatExtracting(volume -> volume.getSecret().getItems())
        .containsExactly(new KeyToPath("age", null, "key.txt"));
  }

  /** Whoever waits outside is let in, too, where the key or the place of backups is gone. */
  @Test
  void whatOnlyLiftsAFenceTakesNothingOfBackups() {
    Map<String, Object> encrypted =
        Manifests.changes("backup.encryption.keySecret.name", "backup-key");
    PodSpec back = pod(job(Step.GoBack, encrypted));
    assertThat(back.getVolumes()).anyMatch(volume -> volume.getPersistentVolumeClaim() != null);
    PodSpec lifts =
        pod(
            job(
                Step.GoBack,
                encrypted,
                FENCED.toBuilder().state(GoBackStatus.State.Lifting).build()));
    assertThat(lifts.getContainers().get(0).getArgs())
        .contains("--policy=Stop", "--fenced")
        .noneMatch(argument -> argument.startsWith("--backup"));
    assertThat(lifts.getVolumes())
        .extracting(Volume::getName)
        .containsExactly("bundle", "credentials", "work");
  }

  /** The containers that are told of the key, which are those that have it. */
  private static List<String> keyed(PodSpec pod) {
    List<Container> all = new ArrayList<>(pod.getInitContainers());
    all.addAll(pod.getContainers());
    List<String> told =
        all.stream()
            .filter(c -> c.getArgs().contains("--backup-key-file=/athanor/backup-key/key.txt"))
            .map(Container::getName)
            .toList();
    assertThat(
            all.stream()
                .filter(
                    c ->
                        c.getVolumeMounts().stream()
                            .anyMatch(m -> m.getMountPath().equals("/athanor/backup-key")))
                .map(Container::getName))
        .isEqualTo(told);
    return told;
  }

  @Test
  void aBucketThatThePodsIdentityOpensTakesNothing() {
    PodSpec pod =
        pod(
            job(
                Step.Run,
                Manifests.changes(
                    "backup.persistentVolumeClaim", null,
                    "backup.objectStore.bucket", "backups",
                    "runner.serviceAccountName", "backups")));

    assertThat(pod.getInitContainers().get(0).getArgs()).contains("--backup-dir=s3://backups");
    assertThat(pod.getInitContainers().get(0).getEnv())
        .noneMatch(env -> env.getValueFrom() != null);
    assertThat(pod.getServiceAccountName()).isEqualTo("backups");
  }

  /** The plan must come out as backup and apply will find it. */
  @Test
  void planAcceptsOfTheHistoryWhatTheOthersDo() {
    assertThat(main(job(Step.Plan, EVERYTHING)).getArgs())
        .contains(
            "--allow-downgrade",
            "--allow-unknown-history",
            "--allow-foreign-history",
            "--trusted-roles=owner,DBA");
    assertThat(main(job(Step.Plan, Manifests.changes("history.allowUnknown", true))).getArgs())
        .contains("--allow-unknown-history")
        .doesNotContain("--allow-foreign-history");
  }

  /** The plan, the backup and the run are of the same schemas. */
  @Test
  void severalSchemasAreGivenToEachStep() {
    Map<String, Object> spec =
        Manifests.changes("schemas", List.of("tenant_*", "shop"), "parallelism", 8);
    for (Step step : List.of(Step.Plan, Step.Run)) {
      assertThat(main(job(step, spec)).getArgs())
          .contains("--schemas=tenant_*,shop", "--parallel=8");
    }
    assertThat(main(job(Step.Plan, Manifests.changes("schemas", List.of("a")))).getArgs())
        .contains("--schemas=a")
        .noneMatch(word -> word.startsWith("--parallel"));
  }

  /** They were named since the run began, which knew one history; others are to be let in. */
  @Test
  void goingBackKnowsOneHistory() {
    assertThat(
            main(job(Step.GoBack, Manifests.changes("schemas", List.of("a"), "parallelism", 2)))
                .getArgs())
        .contains("go-back", "--policy=Restore", "--run=uid-1-1-1", "--fenced")
        .noneMatch(word -> word.startsWith("--schemas") || word.startsWith("--parallel"));
  }

  @Test
  void whatIsAllowedOnceAndTheFilterHaveTheirNewNames() {
    assertThat(
            main(job(
                    Step.Plan,
                    Manifests.changes(
                        "labelFilter", "core", "allowDowngradeTo", "1975ea83b712,27c6a30d7c24")))
                .getArgs())
        .contains("--labels=core", "--allow-downgrade-to=1975ea83b712,27c6a30d7c24")
        .doesNotContain("--allow-downgrade");
  }

  @Test
  void thePodTakesWhatTheClusterNeeds() {
    PodSpec pod =
        pod(
            job(
                Step.Run,
                Manifests.changes(
                    "runner.affinity",
                        Map.of(
                            "nodeAffinity",
                            Map.of(
                                "requiredDuringSchedulingIgnoredDuringExecution",
                                Map.of(
                                    "nodeSelectorTerms",
                                    List.of(
                                        Map.of(
                                            "matchExpressions",
                                            List.of(Map.of("key", "db", "operator", "Exists"))))))),
                    "runner.podSecurityContext", Map.of("runAsNonRoot", true),
                    "runner.volumes", List.of(Map.of("name", "extra", "emptyDir", Map.of())),
                    "runner.volumeMounts", List.of(Map.of("name", "extra", "mountPath", "/extra")),
                    "runner.initContainers",
                        List.of(Map.of("name", "proxy", "image", "p:1", "restartPolicy", "Always")),
                    "runner.containers", List.of(Map.of("name", "logs", "image", "l:1")))));

    assertThat(pod.getAffinity().getNodeAffinity()).isNotNull();
    assertThat(pod.getSecurityContext().getRunAsUser()).isNull();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getInitContainers())
        .extracting(Container::getName)
        .containsExactly("proxy", "backup");
    assertThat(pod.getInitContainers().get(0).getRestartPolicy()).isEqualTo("Always");
    assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("apply", "logs");
    assertThat(pod.getVolumes()).anyMatch(volume -> volume.getName().equals("extra"));
    assertThat(pod.getContainers().get(0).getVolumeMounts())
        .anyMatch(mount -> mount.getMountPath().equals("/extra"));
  }

  @Test
  void aUrlReplacesHostPortNameAndMode() {
    List<String> args =
        main(job(
                Step.Plan,
                Manifests.changes(
                    "database.host", null,
                    "database.name", null,
                    "database.url", "jdbc:postgresql://db/app?sslmode=require")))
            .getArgs();

    assertThat(args)
        .contains("--database-url=jdbc:postgresql://db/app?sslmode=require")
        .contains("--credentials-dir=/athanor/credentials")
        .noneMatch(arg -> arg.startsWith("--database-host") || arg.startsWith("--database-ssl"));
  }

  @Test
  void kubernetesRunsItOnceAndNeverBesideItself() {
    Job job = job(Step.Run, Map.of());

    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getPodReplacementPolicy()).isEqualTo("Failed");
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isNull();
    assertThat(job.getSpec().getTtlSecondsAfterFinished()).isEqualTo(604_800);
    assertThat(pod(job).getRestartPolicy()).isEqualTo("Never");
    assertThat(pod(job).getTerminationGracePeriodSeconds()).isEqualTo(300);
    assertThat(job.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false");
    assertThat(job.getMetadata().getLabels())
        .containsEntry("athanor.dev/migration", "tweeteval")
        .containsEntry("athanor.dev/step", "run")
        .containsEntry("athanor.dev/uid", "uid-1");
  }

  @Test
  void everyContainerIsRestricted() {
    PodSpec pod = pod(job(Step.Run, image()));

    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
    assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(65532);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getInitContainers()).hasSize(2);
    java.util.stream.Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .forEach(
            container -> {
              assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
              assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
              assertThat(container.getSecurityContext().getCapabilities().getDrop())
                  .containsExactly("ALL");
            });
  }

  @Test
  void onlyBackupSeesTheBackupVolume() {
    PodSpec run = pod(job(Step.Run, Map.of()));
    PodSpec plan = pod(job(Step.Plan, Map.of()));

    assertThat(mounts(run.getInitContainers().get(0))).contains("/athanor/backup");
    assertThat(mounts(run.getContainers().get(0))).doesNotContain("/athanor/backup");
    assertThat(plan.getVolumes()).extracting(Volume::getName).doesNotContain("backup");
  }

  @Test
  void withoutABackupThereIsNoVolumeButAReceipt() {
    Map<String, Object> never =
        Manifests.changes("backup.policy", "Never", "backup.persistentVolumeClaim", null);
    PodSpec run = pod(job(Step.Run, never));
    // Nor is a plan refused for want of a pg_dump.
    assertThat(main(job(Step.Plan, never)).getArgs()).contains("--backup-policy=Never");

    assertThat(run.getVolumes()).extracting(Volume::getName).doesNotContain("backup");
    assertThat(run.getInitContainers().get(0).getArgs()).contains("--backup-policy=Never");
  }

  @Test
  void anImagesBundleIsCopiedByAContainerThatSeesNothingElse() {
    PodSpec pod = pod(job(Step.Plan, image()));
    Container copy = pod.getInitContainers().get(0);

    assertThat(copy.getImage()).isEqualTo("registry.example/app@sha256:0");
    assertThat(copy.getCommand())
        .containsExactly("cp", "/app/bundle.zip", "/athanor/bundle/bundle.zip");
    assertThat(mounts(copy)).containsExactly("/athanor/bundle");
    assertThat(pod.getImagePullSecrets())
        .extracting(reference -> reference.getName())
        .containsExactly("registry", "theirs");
  }

  /** In the place of those that the runner's image may have. */
  @Test
  void anImagesClassPathGoesWithItsBundle() {
    Map<String, Object> changes = new LinkedHashMap<>(image());
    changes.put("source.image.classpath", "/app/lib/live");
    changes.put("source.image.path", "/app/shop.zip");
    for (Step step : List.of(Step.Plan, Step.Run)) {
      PodSpec pod = pod(job(step, changes));

      assertThat(pod.getInitContainers().get(0).getCommand())
          .containsExactly("cp", "-r", "/app/shop.zip", "/app/lib/live", "/athanor/bundle");
      Container runner = pod.getContainers().get(0);
      assertThat(runner.getArgs()).contains("--bundle=/athanor/bundle/shop.zip");
      assertThat(runner.getVolumeMounts())
          .filteredOn(mount -> mount.getMountPath().equals("/opt/athanor/live"))
          .singleElement()
          .satisfies(
              mount -> {
                assertThat(mount.getName()).isEqualTo("bundle");
                assertThat(mount.getSubPath()).isEqualTo("live");
                assertThat(mount.getReadOnly()).isTrue();
              });
    }
  }

  @Test
  void aResourceMayShapeItsPods() {
    PodSpec pod =
        pod(
            job(
                Step.Plan,
                Manifests.changes(
                    "runner.serviceAccountName",
                    "quiet",
                    "runner.nodeSelector",
                    Map.of("disk", "fast"),
                    "runner.priorityClassName",
                    "high",
                    "runner.resources.limits",
                    Map.of("memory", "2Gi"))));

    assertThat(pod.getServiceAccountName()).isEqualTo("quiet");
    assertThat(pod.getNodeSelector()).containsEntry("disk", "fast");
    assertThat(pod.getPriorityClassName()).isEqualTo("high");
    assertThat(pod.getContainers().get(0).getResources().getLimits()).containsKey("memory");
  }

  @Test
  void annotationsOfAResourceAreItsPods() {
    Job job = job(Step.Run, Manifests.changes("runner.annotations", Map.of("mesh", "off")));

    assertThat(job.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("mesh", "off")
        .containsEntry("karpenter.sh/do-not-disrupt", "true");
  }

  @Test
  void theBundleIsTheKeyThatIsNamedOrACopyAndNobodyCanChangeIt() {
    assertThat(bundle(Map.of()).getConfigMap().getItems().get(0).getKey()).isEqualTo("bundle.zip");
    assertThat(
            bundle(Manifests.changes("source.configMap.key", "app.zip"))
                .getConfigMap()
                .getItems()
                .get(0))
        .returns("app.zip", KeyToPath::getKey)
        .returns("bundle.zip", KeyToPath::getPath);
    assertThat(bundle(image()).getEmptyDir()).isNotNull();
    assertThat(main(job(Step.Plan, image())).getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("bundle"))
        .extracting(VolumeMount::getReadOnly)
        .containsExactly(true);
    assertThat(main(job(Step.Plan, image())).getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("work"))
        .extracting(VolumeMount::getReadOnly)
        .containsOnlyNulls();
  }

  private static Volume bundle(Map<String, Object> changes) {
    return pod(job(Step.Plan, changes)).getVolumes().stream()
        .filter(volume -> volume.getName().equals("bundle"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void labelsOfAResourceCannotReplaceOurs() {
    Job job =
        job(
            Step.Plan,
            Manifests.changes("runner.labels", Map.of("athanor.dev/uid", "x", "team", "nlp")));

    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("athanor.dev/uid", "uid-1")
        .containsEntry("team", "nlp");
  }

  private static Map<String, Object> image() {
    return Manifests.changes(
        "source.configMap",
        null,
        "source.image.reference",
        "registry.example/app@sha256:0",
        "source.image.path",
        "/app/bundle.zip",
        "source.image.pullSecrets",
        List.of("theirs"));
  }

  private static Job job(Step step, Map<String, Object> changes) {
    return job(step, changes, FENCED);
  }

  private static Job job(Step step, Map<String, Object> changes, GoBackStatus back) {
    DatabaseMigrationStatus none = DatabaseMigrationStatus.EMPTY;
    return job(step, changes, step == Step.GoBack ? none.toBuilder().goBack(back).build() : none);
  }

  private static Job job(Step step, Map<String, Object> changes, DatabaseMigrationStatus status) {
    DatabaseMigration resource = Manifests.typed("default", "tweeteval", changes);
    resource.getMetadata().setUid("uid-1");
    resource.getMetadata().setGeneration(2L);
    resource.setStatus(status);
    JobStatus intent =
        new JobStatus(
            step,
            "tweeteval-x",
            2L,
            Manifests.DIGEST,
            "head",
            1L,
            step == Step.Run ? Reports.HASH : null,
            "2026-11-22T10:00:00Z",
            "postgres:5432/tweeteval");
    return new JobFactory(SETTINGS).create(new Migration(resource), intent);
  }

  private static PodSpec pod(Job job) {
    return job.getSpec().getTemplate().getSpec();
  }

  private static Container main(Job job) {
    return pod(job).getContainers().get(0);
  }

  private static List<String> mounts(Container container) {
    return container.getVolumeMounts().stream().map(VolumeMount::getMountPath).toList();
  }
}
