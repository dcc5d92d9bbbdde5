package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What goes well, on a real API server with the test as Job controller and kubelet. */
class LifecycleTest {
  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();

  @AutoClose private final RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  @Test
  void aDatabaseIsPlannedBackedUpAndBroughtToItsTarget() {
    tenant.create();

    Job plan = tenant.awaitJob("plan", 1);
    assertThat(tenant.get().getStatus().job().name()).isEqualTo(plan.getMetadata().getName());
    kubelet.pod(plan);
    kubelet.run(plan, "plan");
    tenant.awaitStatus("planning", s -> s.message().contains("comparing the database"));
    kubelet.succeed(plan, "plan", Reports.planned(3, Reports.HASH));

    Job run = tenant.awaitJob("run", 1);
    assertThat(tenant.get().getStatus())
        .satisfies(
            s -> {
              assertThat(s.job().step()).isEqualTo(Step.Run);
              assertThat(s.job().planHash()).isEqualTo(Reports.HASH);
              assertThat(s.lastPlanHash()).isEqualTo(Reports.HASH);
              assertThat(s.pending()).isEqualTo(3);
              assertThat(s.currentRevision()).isEqualTo(Reports.BEFORE);
              assertThat(s.targetRevision()).isEqualTo(Reports.HEAD);
            });
    kubelet.pod(run);
    kubelet.run(run, "backup");
    tenant.awaitStatus(
        "backing up", s -> s.phase() == Phase.BackingUp && s.message().contains("verifying"));
    kubelet.run(run, "apply");
    tenant.awaitStatus("applying", s -> s.phase() == Phase.Applying);
    kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());

    DatabaseMigrationStatus ready = tenant.awaitReady();
    assertThat(ready.phase()).isEqualTo(Phase.Ready);
    assertThat(ready.currentRevision()).isEqualTo(Reports.HEAD);
    assertThat(ready.pending()).isZero();
    assertThat(ready.backup().location()).isEqualTo("tweeteval/20261122T100000Z");
    assertThat(ready.serverVersion()).isEqualTo("17.4");
    assertThat(ready.lastSuccess().appliedAt()).isNotNull();
    assertThat(Tenant.isTrue(ready, "Reconciling")).isFalse();
    assertThat(Tenant.isTrue(ready, "Stalled")).isFalse();
    assertThat(Tenant.condition(ready, "Ready").getObservedGeneration()).isEqualTo(1);
    tenant.assertQuiet();
    tenant.awaitTrue("events", () -> tenant.events().size() >= 6);
    assertThat(tenant.events())
        .extracting(Event::getReason)
        .containsOnly(
            "PlanStarted", "Planned", "PlanHasRisks", "RunStarted", "BackedUp", "Applied");
    assertThat(tenant.events())
        .filteredOn(event -> event.getReason().equals("PlanHasRisks"))
        .singleElement()
        .returns("Warning", Event::getType)
        .returns(Reports.RISK, Event::getMessage);
  }

  @Test
  void nothingPendingTakesNoBackup() {
    tenant.create();
    finishPlan(1, Reports.upToDate());

    DatabaseMigrationStatus ready = tenant.awaitReady();

    assertThat(ready.backup()).isNull();
    assertThat(ready.lastSuccess().appliedAt()).isNull();
    assertThat(tenant.jobs()).hasSize(1);
    tenant.assertQuiet();
  }

  @Test
  void anUpToDateDatabaseIsLookedAtAgainWhenItIsTimeAndStaysReady() {
    tenant.create("verifyInterval", "1h");
    finishPlan(1, Reports.upToDate());
    String first = tenant.awaitReady().lastSuccess().at();

    clock.advance(Duration.ofMinutes(50));
    tenant.annotate("touched", "1");
    tenant.assertQuiet();
    clock.advance(Duration.ofMinutes(20));
    tenant.annotate("touched", "2");

    Job verify = tenant.awaitJob("plan", 2);
    assertThat(Tenant.isTrue(tenant.get().getStatus(), "Ready")).isTrue();
    kubelet.pod(verify);
    kubelet.succeed(verify, "plan", Reports.upToDate());
    tenant.awaitStatus("verified", s -> s.job() == null && !s.lastSuccess().at().equals(first));
    tenant.assertQuiet();
  }

  @Test
  void aVerificationThatCannotConnectMakesReadyUnknown() {
    tenant.create("verifyInterval", "1h");
    finishPlan(1, Reports.upToDate());
    tenant.awaitReady();
    clock.advance(Duration.ofMinutes(70));
    tenant.annotate("touched", "1");

    Job verify = tenant.awaitJob("plan", 2);
    kubelet.pod(verify);
    kubelet.fail(
        verify, "plan", 1, "Error", Reports.failed("plan", "ConnectionFailed", true, "no route"));

    DatabaseMigrationStatus status = tenant.awaitStatus("failed", s -> s.phase() == Phase.Failed);
    assertThat(Tenant.condition(status, "Ready").getStatus()).isEqualTo("Unknown");
    assertThat(Tenant.condition(status, "Ready").getReason()).isEqualTo("ConnectionFailed");
  }

  @Test
  void aNewGenerationIsPlannedAnew() {
    tenant.create();
    finishPlan(1, Reports.upToDate());
    tenant.awaitReady();

    tenant.change("source.digest", Manifests.OTHER_DIGEST);

    Job plan = tenant.awaitJob("plan", 2);
    assertThat(plan.getMetadata().getAnnotations()).containsEntry("athanor.dev/generation", "2");
    assertThat(plan.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .contains("--bundle-digest=" + Manifests.OTHER_DIGEST);
    DatabaseMigrationStatus status = tenant.get().getStatus();
    assertThat(Tenant.isTrue(status, "Ready")).isFalse();
    assertThat(status.currentRevision()).isEqualTo(Reports.HEAD);
    assertThat(status.targetRevision()).isNull();
    assertThat(status.pending()).isNull();
  }

  @Test
  void aManualApprovalIsAwaitedAndPinsThePlan() {
    tenant.create("approval", "Manual");
    finishPlan(1, Reports.planned(2, Reports.HASH));
    DatabaseMigrationStatus waiting =
        tenant.awaitStatus("awaiting approval", s -> s.phase() == Phase.AwaitingApproval);
    assertThat(waiting.message())
        .contains("spec.approvedPlan to " + Reports.HASH)
        .contains("kubectl logs job/" + tenant.awaitJob("plan", 1).getMetadata().getName());
    tenant.assertQuiet();

    tenant.change("approvedPlan", Reports.OTHER_HASH);
    finishPlan(2, Reports.planned(2, Reports.HASH));
    tenant.awaitStatus(
        "awaiting approval again",
        s -> s.phase() == Phase.AwaitingApproval && s.observedGeneration() == 2);

    tenant.change("approvedPlan", Reports.HASH);
    finishPlan(3, Reports.planned(2, Reports.HASH));
    Job run = tenant.awaitJob("run", 3);
    assertThat(run.getMetadata().getAnnotations())
        .containsEntry("athanor.dev/plan-hash", Reports.HASH);
    kubelet.pod(run);
    kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
    tenant.awaitReady();

    // The same plan again, as after a restore: nobody has given a word for that.
    tenant.annotate("athanor.dev/retry", "restored");
    finishPlan(4, Reports.planned(2, Reports.HASH));
    DatabaseMigrationStatus again =
        tenant.awaitStatus("awaiting once more", s -> s.phase() == Phase.AwaitingApproval);
    assertThat(again.plan().approval()).isEqualTo(Reports.HASH + "#2");
    tenant.assertQuiet();
    tenant.change("approvedPlan", again.plan().approval());
    finishPlan(5, Reports.planned(2, Reports.HASH));
    tenant.awaitJob("run", 5);
  }

  @Test
  void onlyTheLastFinishedJobsAreKept() {
    tenant.create();
    for (int attempt = 1; attempt <= 6; attempt++) {
      finishPlan(attempt, Reports.upToDate());
      tenant.awaitReady();
      tenant.annotate("athanor.dev/retry", "again " + attempt);
    }
    tenant.awaitJob("plan", 7);

    tenant.awaitTrue(
        "pruning", () -> tenant.jobs().size() == 5); // four finished ones and the new one
    assertThat(tenant.jobs())
        .extracting(job -> job.getMetadata().getAnnotations().get("athanor.dev/attempt"))
        .containsExactlyInAnyOrder("3", "4", "5", "6", "7");
  }

  @Test
  void probesAndMetricsAnswer() {
    tenant.create();
    finishPlan(1, Reports.upToDate());
    tenant.awaitReady();

    assertThat(operator.get("/healthz")).startsWith("200");
    assertThat(operator.get("/readyz")).startsWith("200");
    Map<String, String> expected =
        Map.of("athanor_migration_ready", "1.0", "athanor_migration_stalled", "0.0");
    expected.forEach(
        (name, value) ->
            tenant.awaitTrue(
                name,
                () ->
                    operator
                        .get("/metrics")
                        .contains(
                            "%s{name=\"tweeteval\",namespace=\"%s\"} %s"
                                .formatted(name, tenant.namespace(), value))));
  }

  private void finishPlan(long attempt, String report) {
    Job plan = tenant.awaitJob("plan", attempt);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", report);
  }
}
