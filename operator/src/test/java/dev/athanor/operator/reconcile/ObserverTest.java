package dev.athanor.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.RunnerSettings;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cache that lags must not decide what cannot be taken back. */
class ObserverTest {
  private static final JobFactory JOBS =
      new JobFactory(
          new RunnerSettings(
              "athanor:1", "IfNotPresent", List.of(), new ResourceRequirements(), 604_800));

  private final KubernetesClient client = TestApiServer.get().admin();
  private final Observer observer = new Observer(client, Clock.systemUTC());
  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();

  @Test
  void aJobThatIsNotWantedIsLookedAtOnceMoreBeforeItIsCalledNotStarted() {
    tenant.create("suspend", true);
    JobStatus intent = Sample.intent(Step.Plan, 1);
    Job job = client.resource(JOBS.create(new Migration(tenant.get()), intent)).create();
    Pod cached = kubelet.pod(job);
    tenant.writeStatus(DatabaseMigrationStatus.EMPTY.toBuilder().attempt(1L).job(intent).build());
    kubelet.run(job, "plan");

    DatabaseMigration resource = tenant.get();
    assertThat(observer.observe(resource, List.of(job), List.of(cached)).job(intent))
        .isInstanceOfSatisfying(
            Running.class, running -> assertThat(running.container()).isEqualTo("plan"));
  }

  /** A Job that was just made would be made again, or one that runs be taken for lost. */
  @Test
  void aJobThatTheCacheDoesNotHaveIsLookedForBeforeItIsCalledAbsent() {
    tenant.create();
    JobStatus intent = Sample.intent(Step.Plan, 1);
    Job job = client.resource(JOBS.create(new Migration(tenant.get()), intent)).create();
    tenant.writeStatus(DatabaseMigrationStatus.EMPTY.toBuilder().attempt(1L).job(intent).build());

    assertThat(observer.observe(tenant.get(), List.of(), List.of()).job(intent))
        .isInstanceOf(NotStarted.class);

    kubelet.pod(job);
    kubelet.run(job, "plan");
    kubelet.failTooEarly(job);
    Job failed = client.resource(job).get();
    assertThat(observer.observe(tenant.get(), List.of(failed), List.of()).job(intent))
        .isInstanceOf(Running.class);
  }

  /** Whoever lost the status may not know of what it was about. */
  @Test
  void withoutAStatusTheCacheIsNotAsked() {
    tenant.create();
    JobStatus intent = Sample.intent(Step.Plan, 1);
    client.resource(JOBS.create(new Migration(tenant.get()), intent)).create();

    assertThat(observer.observe(tenant.get(), List.of(), List.of()).jobs())
        .containsOnlyKeys(intent.name());
  }

  @Test
  void anAttemptThatIsNoNumberStopsNothing() {
    tenant.create();
    JobStatus intent = Sample.intent(Step.Plan, 1);
    Job job = client.resource(JOBS.create(new Migration(tenant.get()), intent)).create();
    Pod pod = kubelet.pod(job);
    tenant.writeStatus(DatabaseMigrationStatus.EMPTY.toBuilder().attempt(1L).job(intent).build());
    for (String attempt : List.of("many", "", "99999999999999999999", "-1")) {
      job.getMetadata().getAnnotations().put("athanor.dev/attempt", attempt);

      assertThat(observer.observe(tenant.get(), List.of(job), List.of(pod)).lastAttempt()).isZero();
    }
  }
}
