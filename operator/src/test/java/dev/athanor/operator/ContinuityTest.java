package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Patience;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import dev.athanor.operator.testing.TestLease;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Nothing is interrupted and nothing doubled, whoever stops, crashes or changes his mind. */
@SuppressWarnings("try") // an operator is there to be running
class ContinuityTest {
  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();
  private final KubernetesClient admin = TestApiServer.get().admin();

  @Test
  void aCrashBetweenTheIntentAndTheJobIsMadeGood() {
    JobStatus intent = intendPlan();

    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      Job plan = tenant.awaitJob("plan", 1);
      assertThat(plan.getMetadata().getName()).isEqualTo(intent.name());
    }
    assertThat(tenant.jobs()).hasSize(1);
  }

  @Test
  void aCrashAfterTheJobWasMadeDoublesNothing() {
    JobStatus intent = intendPlan();
    Job made = new JobFactory(RunningOperator.RUNNER).create(new Migration(tenant.get()), intent);
    admin.resource(made).create();

    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.pod(plan);
      kubelet.succeed(plan, "plan", Reports.upToDate());
      tenant.awaitReady();
      tenant.assertQuiet();
    }
    assertThat(tenant.jobs()).hasSize(1);
  }

  @Test
  void aRestartedOperatorReadsTheReportOfAJobThatEndedMeanwhile() {
    Job run;
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      finishPlan(1, Reports.planned(2, Reports.HASH));
      run = tenant.awaitJob("run", 1);
      kubelet.pod(run);
      kubelet.run(run, "apply");
      tenant.awaitStatus("applying", s -> s.phase() == Phase.Applying);
    }
    kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());

    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      assertThat(tenant.awaitReady().currentRevision()).isEqualTo(Reports.HEAD);
      tenant.assertQuiet();
    }
  }

  @Test
  void aSettledResourceIsNotTouchedByARestart() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      finishPlan(1, Reports.upToDate());
      tenant.awaitReady();
    }
    String version = tenant.get().getMetadata().getResourceVersion();

    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.assertQuiet();
    }
    assertThat(tenant.get().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void aLostStatusIsNotRebuiltFromAnOldReport() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      finishPlan(1, Reports.upToDate());
      tenant.awaitReady();
    }
    tenant.writeStatus(DatabaseMigrationStatus.EMPTY);

    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.awaitJob("plan", 2);
      assertThat(Tenant.isTrue(tenant.get().getStatus(), "Ready")).isFalse();
      finishPlan(2, Reports.planned(1, Reports.HASH));
      tenant.awaitJob("run", 2);
    }
  }

  /** Nor does anything start beside what still works for the status that was lost. */
  @Test
  void aLostStatusWaitsForTheRunningJob() {
    Job run;
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      run = startRun();
    }
    tenant.writeStatus(DatabaseMigrationStatus.EMPTY);

    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.awaitStatus(
          "waiting", s -> s.message() != null && s.message().contains(run.getMetadata().getName()));
      assertThat(tenant.jobs()).hasSize(2);
      kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
      tenant.awaitJob("plan", 2);
    }
  }

  @Test
  void aNewGenerationWaitsForTheRunningJob() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      Job run = startRun();

      tenant.change("target", Reports.BEFORE);

      tenant.awaitStatus(
          "waiting", s -> s.observedGeneration() == 2 && s.message().contains("generation 1"));
      assertThat(tenant.jobs()).hasSize(2);
      kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
      Job plan = tenant.awaitJob("plan", 2);
      assertThat(plan.getMetadata().getAnnotations()).containsEntry("athanor.dev/generation", "2");
      assertThat(tenant.get().getStatus().currentRevision()).isEqualTo(Reports.HEAD);
      assertThat(tenant.get().getStatus().lastSuccess().generation()).isEqualTo(1);
    }
  }

  /** The old server's revision and backup are no truth of the new one. */
  @Test
  void whatIsKnownOfOneDatabaseIsNotSaidOfAnother() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      Job run = startRun();
      kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
      DatabaseMigrationStatus before = tenant.awaitReady();
      assertThat(before.database()).isEqualTo("postgres:5432/tweeteval");
      assertThat(before.backup()).isNotNull();

      tenant.change("suspend", true, "database.host", "Elsewhere");

      DatabaseMigrationStatus after =
          tenant.awaitStatus("suspended", s -> s.phase() == Phase.Suspended);
      assertThat(after.database()).isEqualTo("elsewhere:5432/tweeteval");
      assertThat(after.currentRevision()).isNull();
      assertThat(after.backup()).isNull();
      assertThat(after.lastSuccess()).isNull();
      assertThat(after.serverVersion()).isNull();
      assertThat(Tenant.isTrue(after, "Ready")).isFalse();
      tenant.change("suspend", false);
      tenant.awaitJob("plan", 2);
    }
  }

  @Test
  void aJobThatEndsOnTheOldDatabaseSaysNothingOfTheNewOne() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      Job run = startRun();

      tenant.change("database.name", "other");

      tenant.awaitStatus("waiting", s -> s.observedGeneration() == 2);
      assertThat(tenant.get().getStatus().currentRevision()).isNull();
      kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
      tenant.awaitJob("plan", 2);
      assertThat(tenant.get().getStatus())
          .satisfies(
              s -> {
                assertThat(s.currentRevision()).isNull();
                assertThat(s.backup()).isNull();
                assertThat(s.lastSuccess()).isNull();
              });
      assertThat(tenant.events())
          .filteredOn(e -> e.getReason().equals("AnotherDatabase"))
          .singleElement()
          .satisfies(e -> assertThat(e.getMessage()).contains("postgres:5432/tweeteval"));
    }
  }

  @Test
  void aJobThatHasNotStartedMakesRoomForANewGeneration() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create("source.configMap.name", "mistyped");
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.pod(plan);

      tenant.change("source.configMap.name", "right");

      tenant.awaitTrue("deleted", () -> admin.resource(plan).get() == null);
      tenant.awaitStatus("waiting", s -> s.message().contains("waits for a Job of generation 1"));
      kubelet.deletePod(plan);
      tenant.awaitJob("plan", 2);
    }
  }

  /** Nothing touches the database before one of our own containers does. */
  @Test
  void aJobOfWhichOnlyAnInjectedContainerRanHasNotStarted() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.podBehind(plan, "istio-init");
      kubelet.exit(plan, 0, "istio-init");

      tenant.change("target", Reports.BEFORE);

      tenant.awaitTrue("deleted", () -> admin.resource(plan).get() == null);
    }
  }

  @Test
  void suspendingInterruptsNothingAndStartsNothing() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      Job run = startRun();

      tenant.change("suspend", true);

      tenant.awaitStatus("seen", s -> s.observedGeneration() == 2);
      assertThat(admin.resource(run).get()).isNotNull();
      kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
      DatabaseMigrationStatus status =
          tenant.awaitStatus("suspended", s -> s.phase() == Phase.Suspended);
      assertThat(status.currentRevision()).isEqualTo(Reports.HEAD);
      tenant.assertQuiet();

      tenant.change("suspend", false);
      tenant.awaitJob("plan", 2);
    }
  }

  @Test
  void deletionWaitsForARunningJobAndTakesTheOthersAlong() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      Job run = startRun();

      tenant.delete();

      DatabaseMigrationStatus status =
          tenant.awaitStatus("deleting", s -> s.phase() == Phase.Deleting);
      assertThat(status.message()).contains(run.getMetadata().getName());
      assertThat(admin.resource(run).get()).isNotNull();
      kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
      tenant.awaitTrue("gone", () -> tenant.get() == null);
      assertThat(tenant.jobs()).isEmpty();
    }
  }

  @Test
  void deletionDoesNotWaitForAJobThatNeverStarted() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.pod(plan);

      tenant.delete();

      tenant.awaitTrue("deleted", () -> admin.resource(plan).get() == null);
      kubelet.deletePod(plan); // as garbage collection does
      tenant.awaitTrue("gone", () -> tenant.get() == null);
      assertThat(tenant.jobs()).isEmpty();
    }
  }

  /** Somebody deleted the Job by hand: its pod still ends its transaction. */
  @Test
  void deletionWaitsForAPodWhoseJobIsGone() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      Job run = startRun();
      admin.resource(run).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
      tenant.awaitTrue("deleted", () -> admin.resource(run).get() == null);

      tenant.delete();

      DatabaseMigrationStatus status =
          tenant.awaitStatus("deleting", s -> s.phase() == Phase.Deleting);
      assertThat(status.message()).contains("Pod " + run.getMetadata().getName());
      tenant.assertQuiet();
      kubelet.deletePod(run);
      tenant.awaitTrue("gone", () -> tenant.get() == null);
    }
  }

  /** Classic Istio: Kubernetes never concludes the Job, and the report is there to be read. */
  @Test
  void aContainerThatLivesOnHoldsUpNeitherTheMigrationNorTheDeletion() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.pod(plan);
      kubelet.exitBeside(plan, "plan", Reports.planned(2, Reports.HASH));
      Job run = tenant.awaitJob("run", 1);
      kubelet.pod(run);
      kubelet.exitBeside(run, "apply", Reports.applied());
      assertThat(tenant.awaitReady().currentRevision()).isEqualTo(Reports.HEAD);
      // The test's containers have ended long ago.
      tenant.awaitTrue("deleted", () -> tenant.jobs().isEmpty());
      tenant.assertQuiet();

      tenant.delete();

      tenant.awaitTrue("gone", () -> tenant.get() == null);
      assertThat(tenant.jobs()).isEmpty();
    }
  }

  @Test
  void noJobOwnsAReferenceThatGarbageCollectionWouldFollow() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();

      assertThat(tenant.awaitJob("plan", 1).getMetadata().getOwnerReferences()).isEmpty();
    }
  }

  @Test
  void evenTwoAtOnceDoubleNothing() {
    try (RunningOperator one = RunningOperator.in(tenant.namespace());
        RunningOperator two = RunningOperator.in(tenant.namespace())) {
      Job run = startRun();
      kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
      tenant.awaitReady();
      tenant.assertQuiet();
    }
    assertThat(tenant.jobs()).hasSize(2);
  }

  @Test
  void whoLosesTheLeaseStopsAndAnotherGoesOn() {
    try (RunningOperator first = RunningOperator.replica("first", tenant.namespace())) {
      tenant.awaitTrue("the lease of the first", () -> "first".equals(TestLease.holder()));
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      try (RunningOperator second = RunningOperator.replica("second", tenant.namespace())) {
        TestLease.take("somebody-else");
        kubelet.pod(plan);
        tenant.awaitTrue("the lease of another", () -> !"first".equals(TestLease.holder()));
        Awaitility.await("the lease has run out")
            .atMost(Patience.PATIENCE)
            .until(() -> "second".equals(TestLease.holder()));
        kubelet.succeed(plan, "plan", Reports.upToDate());
        tenant.awaitReady();
        tenant.assertQuiet();
      }
    }
    assertThat(tenant.jobs()).hasSize(1);
  }

  /** A lease lasts 15 s: a rolling upgrade must not wait for it to run out. */
  @Test
  void whoStopsHandsTheLeaseOver() {
    RunningOperator first = RunningOperator.replica("old", tenant.namespace());
    tenant.awaitTrue("the lease of the old one", () -> "old".equals(TestLease.holder()));
    try (RunningOperator second = RunningOperator.replica("new", tenant.namespace())) {
      first.close();
      Awaitility.await()
          .atMost(Duration.ofSeconds(8))
          .until(() -> "new".equals(TestLease.holder()));
      tenant.create();
      tenant.awaitJob("plan", 1);
    }
  }

  /** What is left when an operator stops between writing its intent and creating the Job. */
  private JobStatus intendPlan() {
    tenant.create("suspend", false);
    DatabaseMigrationStatus before = DatabaseMigrationStatus.EMPTY;
    String uid = tenant.get().getMetadata().getUid();
    String name = Names.job("tweeteval", uid, Step.Plan, 1, "head", Manifests.DIGEST, 1);
    JobStatus intent =
        new JobStatus(
            Step.Plan, name, 1L, Manifests.DIGEST, "head", 1L, null, "2026-11-22T10:00:00Z", null);
    tenant.writeStatus(before.toBuilder().attempt(1L).job(intent).build());
    return intent;
  }

  private Job startRun() {
    tenant.create();
    finishPlan(1, Reports.planned(2, Reports.HASH));
    Job run = tenant.awaitJob("run", 1);
    kubelet.pod(run);
    kubelet.run(run, "apply");
    tenant.awaitStatus("applying", s -> s.phase() == Phase.Applying);
    return run;
  }

  private void finishPlan(long attempt, String report) {
    Job plan = tenant.awaitJob("plan", attempt);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", report);
  }
}
