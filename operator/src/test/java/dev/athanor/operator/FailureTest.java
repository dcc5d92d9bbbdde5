package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.resource.Names;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What goes wrong ends in a truthful status, on a real API server. */
class FailureTest {
  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();

  @AutoClose private final RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  @Test
  void whatOnlyAChangeHelpsWaitsForOne() {
    tenant.create();
    Job plan = startPlan(1);
    kubelet.fail(
        plan,
        "plan",
        1,
        "Error",
        Reports.failed("plan", "ChecksumMismatch", false, "users.sql was edited"));

    DatabaseMigrationStatus stalled = tenant.awaitStalled("ChecksumMismatch");
    assertThat(stalled.phase()).isEqualTo(Phase.Stalled);
    assertThat(stalled.message()).isEqualTo("users.sql was edited");
    assertThat(stalled.failure().retryAt()).isNull();
    tenant.assertQuiet();
    assertThat(tenant.events())
        .anySatisfy(
            event -> {
              assertThat(event.getReason()).isEqualTo("ChecksumMismatch");
              assertThat(event.getType()).isEqualTo("Warning");
            });

    tenant.change("target", "base");
    tenant.awaitJob("plan", 2);
    assertThat(Tenant.isTrue(tenant.get().getStatus(), "Stalled")).isFalse();
  }

  @Test
  void theRetryAnnotationTriesAgainAtOnce() {
    tenant.create();
    Job plan = startPlan(1);
    kubelet.fail(plan, "plan", 1, "Error", Reports.failed("plan", "StatementFailed", false, "no"));
    tenant.awaitStalled("StatementFailed");

    tenant.annotate("athanor.dev/retry", "please");

    tenant.awaitJob("plan", 2);
    assertThat(tenant.get().getStatus().lastRetryRequest()).isEqualTo("please");
  }

  @Test
  void whatMayPassIsTriedAgainAfterAWhileUpToALimit() {
    tenant.create("retry.limit", 2, "retry.backoff", "1s", "retry.maxBackoff", "1s");
    for (int attempt = 1; attempt <= 3; attempt++) {
      Job plan = startPlan(attempt);
      kubelet.fail(
          plan, "plan", 1, "Error", Reports.failed("plan", "Locked", true, "held by build-7"));
    }

    DatabaseMigrationStatus stalled = tenant.awaitStalled("Locked");
    assertThat(stalled.failure().count()).isEqualTo(3);
    assertThat(stalled.message()).contains("held by build-7").contains("failed 3 times");
    tenant.assertQuiet();
    assertThat(tenant.events())
        .filteredOn(event -> event.getReason().equals("Locked"))
        .singleElement()
        .satisfies(event -> assertThat(event.getSeries().getCount()).isEqualTo(3));

    clock.advance(Duration.ofHours(25));
    tenant.annotate("touched", "1");
    tenant.awaitJob("plan", 4);
  }

  @Test
  void aRetryWaitsUntilTheOldPodIsGone() {
    tenant.create("retry.backoff", "1s");
    Job plan = startPlan(1);
    kubelet.run(plan, "plan");
    kubelet.failTooEarly(plan);

    tenant.awaitStatus("at work", s -> s.message().contains("comparing the database"));
    tenant.assertQuiet();
    assertThat(tenant.jobs()).hasSize(1);
    assertThat(tenant.get().getStatus().failure()).isNull();

    kubelet.deletePod(plan);
    tenant.awaitJob("plan", 2);
  }

  @Test
  void aPlanThatChangedIsMadeAgainAtOnce() {
    tenant.create("retry.backoff", "1h");
    Job plan = startPlan(1);
    kubelet.succeed(plan, "plan", Reports.planned(2, Reports.HASH));
    Job run = tenant.awaitJob("run", 1);
    kubelet.pod(run);
    kubelet.fail(run, "backup", 1, "Error", Reports.failed("backup", "PlanChanged", true, "moved"));

    Job again = startPlan(2);
    kubelet.succeed(again, "plan", Reports.planned(1, Reports.OTHER_HASH));

    assertThat(tenant.awaitJob("run", 2).getMetadata().getAnnotations())
        .containsEntry("athanor.dev/plan-hash", Reports.OTHER_HASH);
  }

  @Test
  void aFailedApplyKeepsTheBackupAndWhatIsKnownOfTheDatabase() {
    tenant.create();
    Job plan = startPlan(1);
    kubelet.succeed(plan, "plan", Reports.planned(2, Reports.HASH));
    Job run = tenant.awaitJob("run", 1);
    kubelet.pod(run);
    kubelet.failAfter(
        run,
        "backup",
        Reports.backedUp(),
        "apply",
        Reports.failed("apply", "StatementFailed", false, "relation x does not exist"));

    DatabaseMigrationStatus stalled = tenant.awaitStalled("StatementFailed");
    assertThat(stalled.backup().location()).isNotEmpty();
    assertThat(stalled.failure().job()).isEqualTo(run.getMetadata().getName());
    assertThat(stalled.lastSuccess()).isNull();
  }

  @Test
  void anEndWithoutAReportIsNeverTakenForASuccess() {
    tenant.create("retry.backoff", "1h");
    Job plan = startPlan(1);
    kubelet.succeed(plan, "plan", "Exception in thread main: garbage {");

    assertThat(failed().reason()).isEqualTo("NoReport");
    assertThat(tenant.get().getStatus().failure().retryAt()).isNotNull();
  }

  @Test
  void aPlanWithoutAHashIsNeverRun() {
    tenant.create("retry.backoff", "1h");
    Job plan = startPlan(1);
    kubelet.succeed(plan, "plan", Reports.planned(3, null));

    assertThat(failed().reason()).isEqualTo("NoReport");
  }

  @Test
  void aReportOfAnotherStepIsNoReport() {
    tenant.create("retry.backoff", "1h");
    Job plan = startPlan(1);
    kubelet.succeed(plan, "plan", Reports.applied());

    assertThat(failed().reason()).isEqualTo("NoReport");
  }

  @Test
  void anInjectedContainerThatFailsDoesNotSpeakForOurs() {
    tenant.create();
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.podBehind(plan, "istio-proxy");
    kubelet.failBoth(
        plan, "istio-proxy", "plan", Reports.failed("plan", "ChecksumMismatch", false, "edited"));

    assertThat(tenant.awaitStalled("ChecksumMismatch").message()).isEqualTo("edited");
  }

  @Test
  void anInjectedContainerThatKeptOursFromStartingIsNamed() {
    tenant.create("retry.backoff", "1h");
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.podBehind(plan, "istio-init");
    kubelet.fail(plan, "istio-init", 2, "Error", "no iptables");

    assertThat(failed().reason()).isEqualTo("ContainerFailed");
    assertThat(tenant.get().getStatus().message()).contains("istio-init", "no iptables");
  }

  @Test
  void wantOfMemoryIsSaid() {
    tenant.create("retry.backoff", "1h");
    Job plan = startPlan(1);
    kubelet.fail(plan, "plan", 137, "OOMKilled", "");

    assertThat(failed().reason()).isEqualTo("OutOfMemory");
    assertThat(tenant.get().getStatus().message()).contains("spec.runner.resources.limits.memory");
  }

  @Test
  void anExitWithoutAReportShowsTheEndOfTheLog() {
    tenant.create("retry.backoff", "1h");
    Job plan = startPlan(1);
    kubelet.fail(plan, "plan", 1, "Error", "starting\nno space left on device\n");

    assertThat(failed().reason()).isEqualTo("ContainerFailed");
    assertThat(tenant.get().getStatus().message())
        .contains("exited with code 1")
        .contains("no space left on device")
        .doesNotContain("starting");
  }

  @Test
  void anEvictedPodIsSaid() {
    tenant.create("retry.backoff", "1h");
    Job plan = startPlan(1);
    kubelet.evict(plan, "The node was low on resource: memory.");

    assertThat(failed().reason()).isEqualTo("Evicted");
    assertThat(tenant.get().getStatus().message()).contains("low on resource");
  }

  @Test
  void aPodThatIsGoneIsSaid() {
    tenant.create("retry.backoff", "1h");
    Job plan = startPlan(1);
    kubelet.lose(plan);

    assertThat(failed().reason()).isEqualTo("PodLost");
  }

  @Test
  void aMissingConfigMapOrSecretIsNamedStalledAndAwaited() {
    tenant.create();
    Job plan = startPlan(1);
    kubelet.warn(
        "Pod",
        plan,
        "FailedMount",
        "MountVolume.SetUp failed for volume \"bundle\" : configmap \"tweeteval-0123\" not found");

    DatabaseMigrationStatus waiting =
        tenant.awaitStatus("named", s -> s.message().contains("configmap \"tweeteval-0123\""));
    assertThat(Tenant.condition(waiting, "Ready").getReason()).isEqualTo("FailedMount");
    assertThat(Tenant.isTrue(waiting, "Stalled")).isFalse();

    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "1");
    tenant.awaitStalled("FailedMount");

    kubelet.succeed(plan, "plan", Reports.upToDate());
    assertThat(Tenant.isTrue(tenant.awaitReady(), "Stalled")).isFalse();
  }

  @Test
  void anImageThatCannotBePulledIsSaid() {
    tenant.create();
    Job plan = startPlan(1);
    kubelet.wait(plan, "plan", "ErrImagePull", "manifest unknown: athanor:typo");

    DatabaseMigrationStatus waiting =
        tenant.awaitStatus("named", s -> s.message().contains("manifest unknown"));
    assertThat(Tenant.condition(waiting, "Ready").getReason()).isEqualTo("ErrImagePull");
  }

  @Test
  void aMissingClaimIsSaid() {
    tenant.create();
    Job plan = startPlan(1);
    kubelet.unschedulable(plan, "persistentvolumeclaim \"backups\" not found");

    DatabaseMigrationStatus waiting =
        tenant.awaitStatus("named", s -> s.message().contains("claim \"backups\" not found"));
    assertThat(Tenant.condition(waiting, "Ready").getReason()).isEqualTo("Unschedulable");
  }

  @Test
  void aPodThatMayNotBeMadeIsSaid() {
    tenant.create();
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.warn("Job", plan, "FailedCreate", "pods is forbidden: exceeded quota: compute");

    tenant.awaitStatus("named", s -> s.message().contains("exceeded quota"));

    // Each try names another pod: that is one trouble, not one more each time.
    kubelet.warn("Job", plan, "FailedCreate", "pods \"x-2\" is forbidden: exceeded quota: compute");
    tenant.awaitStatus("named again", s -> s.message().contains("x-2"));
    tenant.awaitTrue(
        "counted",
        () ->
            tenant.events().stream()
                .filter(e -> e.getReason().equals("FailedCreate"))
                .anyMatch(e -> e.getSeries() != null && e.getSeries().getCount() == 2));
    assertThat(tenant.events()).filteredOn(e -> e.getReason().equals("FailedCreate")).hasSize(1);
  }

  @Test
  void aJobThatTheApiServerRefusesIsSaid() {
    tenant.create("runner.nodeSelector", java.util.Map.of("no spaces", "x"));

    assertThat(failed().reason()).isEqualTo("JobRefused");
    assertThat(tenant.get().getStatus().message()).contains("no spaces");
  }

  /** Somebody else's Job is not ours to wait for; nor is it asked for four times a second. */
  @Test
  void aForeignJobOfOurNameIsSaid() {
    DatabaseMigration resource = tenant.create("suspend", true, "retry.backoff", "1h");
    tenant.awaitStatus("suspended", s -> s.phase() == Phase.Suspended);
    String name =
        Names.job(
            "tweeteval",
            resource.getMetadata().getUid(),
            JobStatus.Step.Plan,
            2,
            "head",
            Manifests.DIGEST,
            1);
    tenant.foreignJob(name);

    tenant.change("suspend", false);

    assertThat(failed().reason()).isEqualTo("JobNameTaken");
    assertThat(tenant.get().getStatus().message()).contains(name);
    tenant.assertQuiet();
  }

  /** A webhook that is down, a quota that answers 500: the operator's log is not enough. */
  @Test
  void whatAReconcileThrowsIsSaidInStatusEventAndMetric() {
    tenant.refuseJobs();
    try {
      tenant.create();

      DatabaseMigrationStatus status =
          tenant.awaitStatus(
              "an error", s -> s.conditions().get(0).getReason().equals("ApiServerError"));
      assertThat(status.message()).contains("answered 500").contains("athanor-test-webhook");
      tenant.awaitTrue(
          "event",
          () -> tenant.events().stream().anyMatch(e -> e.getReason().equals("ApiServerError")));
      assertThat(operator.get("/metrics")).containsPattern("athanor_reconcile_errors_total [1-9]");
    } finally {
      tenant.allowJobs();
    }

    tenant.awaitJob("plan", 1);
    tenant.awaitStatus("going on", s -> s.conditions().get(0).getReason().equals("Starting"));
  }

  private DatabaseMigrationStatus.FailureStatus failed() {
    return tenant.awaitStatus("failed", s -> s.failure() != null && s.job() == null).failure();
  }

  private Job startPlan(long attempt) {
    Job plan = tenant.awaitJob("plan", attempt);
    kubelet.pod(plan);
    return plan;
  }
}
