package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestore;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus.Step;
import dev.athanor.operator.testing.Backups;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.Patience;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Restores, on a real API server with the test as Job controller and kubelet. */
class RestoreTest {
  private static final String BACKUP = "tweeteval-20261122T100000Z-0a1b2c3d";
  private static final String TOKEN = "0123456789ab";
  private static final String TAKEN = "2026-11-22T10:00:00Z";
  private static final String KEPT = "tweeteval_before_restore_20261122110000";

  private static final Instant SWAPPED = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final Tenant tenant = new Tenant();
  private final Backups backups = new Backups(tenant);
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();
  private final KubernetesClient client = TestApiServer.get().admin();

  @AutoClose private final RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  @Test
  void asksForTheLossThenSwapsAndDropsTheOldOneWhenItsTimeHasCome() {
    ready();
    create("back", "backup: " + BACKUP, "keepOld: 168h");

    Job first = awaitJob("back", Step.Restore);
    assertThat(arguments(first))
        .containsExactly(
            "job",
            "restore",
            "--database-host=postgres",
            "--database-port=5432",
            "--database-name=tweeteval",
            "--database-sslmode=prefer",
            "--credentials-dir=/athanor/credentials",
            "--backup-dir=/athanor/backup",
            "--backup=" + BACKUP,
            "--backup-jobs=2",
            "--swap");
    refuse(first);
    DatabaseRestoreStatus asks = awaitPhase("back", Phase.AwaitingAcceptance);
    assertThat(asks.loss().token()).isEqualTo(TOKEN);
    assertThat(asks.loss().rows()).isEqualTo(17);
    assertThat(asks.loss().since()).isEqualTo(TAKEN);
    assertThat(asks.message())
        .contains("users (17 rows)", "spec.acceptLoss: " + TOKEN, "Nothing was changed");
    assertThat(conditions(asks))
        .containsExactly("Ready False", "Reconciling False", "Stalled True");

    patch("back", "{\"acceptLoss\":\"%s\"}".formatted(TOKEN));
    Job second = awaitJob("back", Step.Restore);
    assertThat(arguments(second)).contains("--accept-loss=" + TOKEN);
    kubelet.pod(second);
    kubelet.run(second, "restore");
    awaitStatus("back", status -> status.phase() == Phase.Running);
    succeed(second, restored(KEPT));

    DatabaseRestoreStatus done = awaitPhase("back", Phase.Restored);
    assertThat(done.keptAs()).isEqualTo(KEPT);
    assertThat(done.unavailable()).isEqualTo("120ms");
    assertThat(done.revision()).isEqualTo(Reports.BEFORE);
    assertThat(done.loss().rows()).isEqualTo(18);
    assertThat(done.dropAt()).isEqualTo(SWAPPED.plus(Duration.ofHours(168)).toString());
    assertThat(done.message()).contains(KEPT).contains("athanor.dev/held-by-");
    assertThat(conditions(done))
        .containsExactly("Ready True", "Reconciling False", "Stalled False");

    clock.advance(Duration.ofHours(168));
    patch("back", "{\"keepOld\":\"167h\"}");
    Job drop = awaitJob("back", Step.DropKept);
    assertThat(arguments(drop)).contains("drop-kept", "--kept=" + KEPT);
    kubelet.pod(drop);
    kubelet.succeed(drop, "drop-kept", Reports.dropped());
    DatabaseRestoreStatus dropped = awaitStatus("back", status -> status.droppedAt() != null);
    assertThat(dropped.phase()).isEqualTo(Phase.Restored);
    assertThat(dropped.dropAt()).isNull();
    assertThat(dropped.message()).contains("the old one was dropped at");
  }

  @Test
  void theMigrationIsHeldUntilSomebodyLetsItGo() {
    ready();
    create("back", "backup: " + BACKUP);
    Job job = awaitJob("back", Step.Restore);
    assertThat(tenant.get().getMetadata().getAnnotations())
        .containsEntry("athanor.dev/held-by", "back");
    kubelet.pod(job);
    kubelet.run(job, "restore");
    tenant.change("target", "base");
    DatabaseMigrationStatus held = tenant.awaitStatus("held", s -> s.message().contains("held by"));
    assertThat(held.phase()).isEqualTo(DatabaseMigrationStatus.Phase.Suspended);
    assertThat(held.message()).contains("DatabaseRestore back").contains("athanor.dev/held-by-");

    succeed(job, restored(KEPT));
    awaitPhase("back", Phase.Restored);
    tenant.annotate("athanor.dev/retry", "1");
    assertThat(tenant.jobs()).hasSize(1);

    letGo();
    tenant.awaitJob("plan", 2);
  }

  @Test
  void nothingIsRestoredUnderARunningMigrationAndNoneBeginsAfterwards() {
    tenant.create();
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.run(plan, "plan");
    create("back", "backup: " + BACKUP);
    DatabaseRestoreStatus waiting =
        awaitStatus("back", s -> s.message().contains("waiting for Job"));
    assertThat(waiting.message()).contains(plan.getMetadata().getName());
    assertThat(waiting.job()).isNull();

    kubelet.succeed(plan, "plan", Reports.planned(2, Reports.HASH));
    awaitJob("back", Step.Restore);
    assertThat(tenant.jobs()).hasSize(1);
  }

  @Test
  void noMigrationIsRunBesideARestoreThoughItsHoldWasTakenAway() {
    ready();
    create("back", "backup: " + BACKUP);
    Job job = awaitJob("back", Step.Restore);
    kubelet.pod(job);
    kubelet.run(job, "restore");
    letGo();
    tenant.annotate("athanor.dev/retry", "1");
    tenant.awaitStatus("waits", s -> s.message().contains("Job " + job.getMetadata().getName()));
    assertThat(tenant.jobs()).hasSize(1);
  }

  /** Its Job ends by itself, and whoever let the migration go would have it run beside that. */
  @Test
  void aRestoreThatIsDeletedMidwayIsStillWaitedFor() {
    ready();
    create("back", "backup: " + BACKUP);
    Job job = awaitJob("back", Step.Restore);
    kubelet.pod(job);
    kubelet.run(job, "restore");
    assertThat(job.getMetadata().getOwnerReferences()).isEmpty();
    resource("back").delete();
    tenant.awaitTrue("it is gone", () -> resource("back").get() == null);

    assertThat(tenant.get().getMetadata().getAnnotations())
        .containsEntry("athanor.dev/held-by", "back");
    letGo();
    tenant.change("target", "base");
    tenant.awaitStatus(
        "waits", s -> s.message().contains("waiting until it has ended: Job " + name(job)));
    assertThat(tenant.jobs()).hasSize(1);

    succeed(job, restored(KEPT));
    tenant.awaitJob("plan", 2);
  }

  private static String name(Job job) {
    return job.getMetadata().getName();
  }

  @Test
  void anotherDatabaseHoldsNobody() {
    ready();
    create("copy", "backup: " + BACKUP, "into: reporting");
    Job job = awaitJob("copy", Step.Restore);
    assertThat(arguments(job)).contains("--into=reporting").doesNotContain("--swap");
    kubelet.pod(job);
    succeed(job, restored(null));
    assertThat(awaitPhase("copy", Phase.Restored).message()).doesNotContain("held");
    assertThat(tenant.get().getMetadata().getAnnotations()).isNullOrEmpty();
  }

  @Test
  void inPlaceIsSaid() {
    ready();
    create("back", "backup: " + BACKUP, "method: InPlace");
    assertThat(arguments(awaitJob("back", Step.Restore))).doesNotContain("--swap");
  }

  @Test
  void aDatabaseBackupIsMeantByItsName() {
    ready();
    backups.create("nightly");
    create("back", "backup: nightly");
    awaitStatus("back", s -> s.message().contains("nightly was not taken yet"));
    Job take = backups.awaitJob("nightly", BackupJobStatus.Step.Take);
    kubelet.pod(take);
    kubelet.succeed(
        take, "take-backup", Backups.taken(Backups.stored(BACKUP, "x", null), List.of()));
    clock.advance(Duration.ofSeconds(10));
    assertThat(arguments(awaitJob("back", Step.Restore))).contains("--backup=" + BACKUP);
  }

  @Test
  void isTriedAgainWhereThatMayHelpAndElseNot() {
    ready();
    create("back", "backup: " + BACKUP);
    Job locked = awaitJob("back", Step.Restore);
    kubelet.pod(locked);
    kubelet.fail(
        locked, "restore", 1, "Error", Reports.failed("restore", "Locked", true, "sessions stay"));
    DatabaseRestoreStatus failed = awaitStatus("back", s -> s.failure() != null);
    assertThat(failed.phase()).isEqualTo(Phase.Failed);
    assertThat(failed.failure().retryAt()).isNotNull();
    clock.advance(Duration.ofMinutes(1));
    patch("back", "{\"keepOld\":\"1h\"}");
    Job again = awaitJob("back", Step.Restore);
    assertThat(again.getMetadata().getName()).isNotEqualTo(locked.getMetadata().getName());
    kubelet.pod(again);
    kubelet.fail(
        again,
        "restore",
        1,
        "Error",
        Reports.failed("restore", "PermissionDenied", false, "no CREATEDB"));
    DatabaseRestoreStatus stalled =
        awaitStatus("back", s -> s.failure() != null && s.failure().retryAt() == null);
    assertThat(stalled.message()).contains("no CREATEDB (not tried again)");
    assertThat(conditions(stalled)).contains("Stalled True");
  }

  @Test
  void anEncryptedBackupWaitsForItsKey() {
    ready("backup.encryption.keySecret.name", "backup-key");
    create("back", "backup: " + BACKUP);
    Job job = awaitJob("back", Step.Restore);
    assertThat(arguments(job)).contains("--backup-key-file=/athanor/backup-key/key.txt");
    assertThat(Tenant.mounting(job, "/athanor/backup-key")).containsExactly("restore");
    kubelet.pod(job);
    kubelet.warn("Pod", job, "FailedMount", "secret \"backup-key\" not found");
    awaitStatus("back", s -> s.message().contains("secret \"backup-key\" not found"));
    kubelet.fail(
        job,
        "restore",
        1,
        "Error",
        Reports.failed("restore", "BackupKeyMissing", true, "encrypted to " + Backups.KEY));
    assertThat(awaitStatus("back", s -> s.failure() != null).message()).contains(Backups.KEY);
    clock.advance(Duration.ofMinutes(1));
    patch("back", "{\"keepOld\":\"1h\"}");
    Job again = awaitJob("back", Step.Restore);
    kubelet.pod(again);
    succeed(again, restored(KEPT));
    awaitPhase("back", Phase.Restored);
  }

  @Test
  void whatCanNeverBeIsRefused() {
    refused("set either into or method", "backup: a", "into: b", "method: Swap");
    refused("keepOld is for method Swap", "backup: a", "into: b", "keepOld: 1h");
    refused("keepOld is for method Swap", "backup: a", "method: InPlace", "keepOld: 1h");
    refused("spec.backup", "backup: ../a");
    refused("spec.acceptLoss", "backup: a", "acceptLoss: all");
    refused("keepOld is a duration", "backup: a", "keepOld: -1h");
    create("fixed", "backup: a");
    assertThatThrownBy(() -> patch("fixed", "{\"backup\":\"b\"}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("make another DatabaseRestore");
    patch("fixed", "{\"acceptLoss\":\"%s\",\"keepOld\":\"1h\"}".formatted(TOKEN));
  }

  private void refused(String message, String... spec) {
    assertThatThrownBy(() -> create("refused", spec))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(message);
  }

  private void refuse(Job job) {
    kubelet.pod(job);
    kubelet.fail(
        job,
        "restore",
        1,
        "Error",
        Reports.restore(
            "TargetNotEmpty",
            "Written since and lost: users (17 rows). Accept it with spec.acceptLoss: "
                + TOKEN
                + ".",
            new JobReport.Restore(BACKUP, TAKEN, null, TOKEN, 17L, null, null, null)));
  }

  private void succeed(Job job, JobReport.Restore restore) {
    kubelet.succeed(job, "restore", Reports.restore(null, "done", restore));
  }

  private static JobReport.Restore restored(String keptAs) {
    boolean swapped = keptAs != null;
    return new JobReport.Restore(
        BACKUP,
        TAKEN,
        List.of(Reports.BEFORE),
        swapped ? TOKEN : null,
        swapped ? 18L : null,
        keptAs,
        swapped ? SWAPPED.toString() : null,
        swapped ? 120L : null);
  }

  private void letGo() {
    client
        .resource(tenant.get())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"athanor.dev/held-by\":null}}}");
  }

  private static List<String> arguments(Job job) {
    List<Container> containers = job.getSpec().getTemplate().getSpec().getContainers();
    return containers.get(0).getArgs();
  }

  private static List<String> conditions(DatabaseRestoreStatus status) {
    return status.conditions().stream().map(c -> c.getType() + " " + c.getStatus()).toList();
  }

  private void create(String name, String... spec) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: athanor.dev/v1alpha1
            kind: DatabaseRestore
            metadata: {name: %s, namespace: %s}
            spec:
              migrationRef: {name: tweeteval}
            """
                .formatted(name, tenant.namespace()));
    for (String line : spec) {
      yaml.append("  ").append(line).append('\n');
    }
    client
        .resource(Serialization.unmarshal(yaml.toString(), GenericKubernetesResource.class))
        .create();
  }

  private void patch(String name, String spec) {
    resource(name).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":%s}".formatted(spec));
  }

  private Resource<DatabaseRestore> resource(String name) {
    return client.resources(DatabaseRestore.class).inNamespace(tenant.namespace()).withName(name);
  }

  private DatabaseRestoreStatus awaitPhase(String name, Phase phase) {
    return awaitStatus(name, status -> status.phase() == phase && status.job() == null);
  }

  private DatabaseRestoreStatus awaitStatus(
      String name, Predicate<DatabaseRestoreStatus> expected) {
    DatabaseRestoreStatus[] last = new DatabaseRestoreStatus[1];
    try {
      await()
          .atMost(Patience.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                last[0] = resource(name).get().getStatus();
                return last[0] != null && expected.test(last[0]);
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not the status that was expected, but " + last[0], e);
    }
    return last[0];
  }

  private Job awaitJob(String name, Step step) {
    String job =
        awaitStatus(name, status -> status.job() != null && status.job().step() == step)
            .job()
            .name();
    return backups.awaitJob(job);
  }

  private void ready(Object... changes) {
    tenant.create(changes);
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.upToDate());
    tenant.awaitReady();
  }
}
