package dev.athanor.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.operator.events.EventRecorder;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.RunnerSettings;
import dev.athanor.operator.metrics.MigrationMetrics;
import dev.athanor.operator.records.Housekeeping;
import dev.athanor.operator.records.Records;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What must not be decided, or written, from what a watch brought a moment ago. */
class MigrationReconcilerTest {
  private static final JobFactory JOBS =
      new JobFactory(
          new RunnerSettings(
              "athanor:1", "IfNotPresent", List.of(), new ResourceRequirements(), 604_800));

  private final KubernetesClient client = TestApiServer.get().admin();
  private final Observer observer = new Observer(client, Clock.systemUTC());
  private final Decider decider = new Decider(4);
  private final Tenant tenant = new Tenant();
  private final Actor actor =
      new Actor(
          client,
          JOBS,
          new EventRecorder(client, "operator-0", Clock.systemUTC()),
          new Turns(10, 10));

  /** The status is written over what the decision was made from, or not at all. */
  @Test
  void aStatusIsNotWrittenOverAnothers() {
    DatabaseMigration seen = tenant.create();
    DatabaseMigrationStatus others =
        DatabaseMigrationStatus.EMPTY.toBuilder().attempt(7L).message("another's").build();
    tenant.writeStatus(others);
    Decision decision = decider.decide(observer.observe(seen, List.of(), List.of()));
    assertThat(decision).isInstanceOf(Decision.Write.class);

    Actor.Outcome outcome = actor.act(seen, decision, null);

    assertThat(tenant.get().getStatus()).isEqualTo(others);
    assertThat(((Actor.Done) outcome).lookAgainAfter()).isPresent();
  }

  /** It is gone, and so is the need: that is no error that is to be told to anybody. */
  @Test
  void aResourceThatIsGoneIsNotWritten() {
    DatabaseMigration seen = tenant.create();
    Decision decision = decider.decide(observer.observe(seen, List.of(), List.of()));
    tenant.delete();
    tenant.awaitTrue("gone", () -> tenant.get() == null);

    assertThat(actor.act(seen, decision, null)).isEqualTo(new Actor.Done(Optional.empty()));
  }

  /** A cache that has not heard of a Job would let the resource go, and its finalizer with it. */
  @Test
  void deletionIsDecidedFromTheApiServer() {
    DatabaseMigration resource = tenant.create();
    JobStatus intent = Sample.intent(Step.Run, 1);
    Job run = client.resource(JOBS.create(new Migration(resource), intent)).create();
    tenant.kubelet().pod(run);
    tenant.kubelet().succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
    Records records = new Records(client, Clock.systemUTC());
    MigrationReconciler reconciler =
        new MigrationReconciler(
            observer,
            decider,
            actor,
            new Turns(10, 10),
            records,
            new Housekeeping(client, JOBS, records, Clock.systemUTC()),
            new MigrationMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));

    boolean released = reconciler.cleanup(resource, null).isRemoveFinalizer();

    assertThat(released).isFalse();
    assertThat(tenant.jobs()).isEmpty();
    tenant.kubelet().deletePod(run);
    assertThat(reconciler.cleanup(resource, null).isRemoveFinalizer()).isTrue();
  }
}
