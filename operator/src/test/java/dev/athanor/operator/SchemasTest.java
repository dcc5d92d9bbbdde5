package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.SchemaStatus;
import dev.athanor.crds.v1alpha1.SchemasStatus;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A schema per tenant, on a real API server. */
class SchemasTest {
  private static final SchemasStatus TWO_BEHIND =
      new SchemasStatus(1000, 998, 0, List.of(behind("tenant_7"), behind("tenant_8")), 0);
  private static final SchemasStatus ALL = new SchemasStatus(1000, 1000, 0, List.of(), 0);

  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();

  @AutoClose private final RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  private static SchemaStatus behind(String name) {
    return new SchemaStatus(name, Reports.BEFORE, 1, null, null);
  }

  @Test
  void theStatusSaysWhichSchemasDifferWhichFailedAndThatTheyAreThereInTheEnd() {
    tenant.create("schemas", List.of("tenant_*"));
    Job run = planned(1, TWO_BEHIND);
    DatabaseMigrationStatus planned = tenant.get().getStatus();
    assertThat(planned.schemas()).isEqualTo(TWO_BEHIND);
    assertThat(planned.currentRevision())
        .isEqualTo(Reports.HEAD + " in 998, " + Reports.BEFORE + " in 2");
    assertThat(planned.pending()).isEqualTo(2);

    SchemasStatus oneFailed =
        new SchemasStatus(
            1000,
            999,
            1,
            List.of(
                new SchemaStatus("tenant_8", Reports.BEFORE, 1, "StatementFailed", "a duplicate")),
            0);
    kubelet.pod(run);
    kubelet.failAfter(
        run,
        "backup",
        Reports.backedUp(),
        "apply",
        Reports.ofSchemas("apply", "StatementFailed", oneFailed));
    DatabaseMigrationStatus stalled =
        tenant.awaitStatus("stalled", s -> s.phase() == Phase.Stalled);
    assertThat(stalled.schemas()).isEqualTo(oneFailed);
    assertThat(stalled.failure().reason()).isEqualTo("StatementFailed");

    tenant.annotate(Migration.RETRY_ANNOTATION, "1");
    Job again = planned(2, new SchemasStatus(1000, 999, 0, List.of(behind("tenant_8")), 0));
    succeed(again);
    DatabaseMigrationStatus ready = tenant.awaitReady();
    assertThat(ready.schemas()).isEqualTo(ALL);
    assertThat(ready.currentRevision()).isEqualTo(Reports.HEAD);
  }

  @Test
  void aSchemaThatComesLaterIsMigratedWhenTheDatabaseIsLookedAtAgain() {
    tenant.create("schemas", List.of("tenant_*"));
    succeed(planned(1, TWO_BEHIND));
    tenant.awaitReady();

    clock.advance(Duration.ofHours(27));
    tenant.annotate("touched", "1");
    Job run =
        planned(
            2,
            new SchemasStatus(
                1001, 1000, 0, List.of(new SchemaStatus("tenant_new", "base", 1, null, null)), 0));
    assertThat(tenant.get().getStatus().schemas().differing().get(0).name())
        .isEqualTo("tenant_new");
    succeed(run);
    tenant.awaitReady();
  }

  private Job planned(int attempt, SchemasStatus found) {
    Job plan = tenant.awaitJob("plan", attempt);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.ofSchemas("plan", null, found));
    return tenant.awaitJob("run", attempt);
  }

  private void succeed(Job run) {
    kubelet.pod(run);
    kubelet.succeed(
        run, "backup", Reports.backedUp(), "apply", Reports.ofSchemas("apply", null, ALL));
  }
}
