package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is measured of a resource is what stands in it at the moment, and goes when it goes. */
class MetricsTest {
  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();

  @Test
  void tellsHowTheDatabaseStands() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      tenant.awaitTrue(
          "the age of the Job", () -> value(operator, "job_timestamp_seconds") != null);
      assertThat(Double.valueOf(value(operator, "job_timestamp_seconds")))
          .isBetween(now() - 60.0, now() + 1.0);
      assertThat(value(operator, "observed_timestamp_seconds")).isNull();

      kubelet.pod(plan);
      kubelet.succeed(plan, "plan", Reports.upToDate());
      tenant.awaitReady();

      tenant.awaitTrue("ready", () -> "1.0".equals(value(operator, "ready")));
      assertThat(value(operator, "stalled")).isEqualTo("0.0");
      assertThat(value(operator, "pending")).isEqualTo("0.0");
      assertThat(value(operator, "job_timestamp_seconds")).isNull();
      assertThat(Double.valueOf(value(operator, "observed_timestamp_seconds"))).isPositive();
    }
  }

  @Test
  void aSuspendedDatabaseThatWasReadyStaysSo() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.pod(plan);
      kubelet.succeed(plan, "plan", Reports.upToDate());
      tenant.awaitReady();

      tenant.change("suspend", true);

      tenant.awaitStatus("Suspended", s -> s.phase().name().equals("Suspended"));
      assertThat(Tenant.isTrue(tenant.get().getStatus(), "Ready")).isTrue();
      tenant.awaitTrue("ready", () -> "1.0".equals(value(operator, "ready")));
    }
  }

  /** Its finalizer was taken off by hand: nothing told the operator but the watch. */
  @Test
  void aResourceThatIsGoneIsNotMeasured() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.pod(plan);
      kubelet.run(plan, "plan");
      tenant.awaitTrue("measured", () -> value(operator, "ready") != null);

      tenant.delete();
      takeOffFinalizers();

      tenant.awaitTrue("nothing", () -> value(operator, "ready") == null);
    }
  }

  @Test
  void aDeletionThatWaitsIsSeen() {
    try (RunningOperator operator = RunningOperator.in(tenant.namespace())) {
      tenant.create();
      Job plan = tenant.awaitJob("plan", 1);
      kubelet.pod(plan);
      kubelet.run(plan, "plan");
      assertThat(value(operator, "deletion_timestamp_seconds")).isNull();

      tenant.delete();

      tenant.awaitTrue("seen", () -> value(operator, "deletion_timestamp_seconds") != null);
      assertThat(Double.valueOf(value(operator, "deletion_timestamp_seconds")))
          .isBetween(now() - 60.0, now() + 1.0);
    }
  }

  /** Both know all resources, and one counts them. */
  @Test
  void aReplicaThatWaitsMeasuresNothing() {
    tenant.create();
    try (RunningOperator first = RunningOperator.replica("measures", tenant.namespace())) {
      tenant.awaitTrue("measured", () -> value(first, "ready") != null);
      try (RunningOperator second = RunningOperator.replica("waits", tenant.namespace())) {
        assertThat(second.get("/readyz")).startsWith("200");
        assertThat(value(second, "ready")).isNull();
      }
    }
  }

  private void takeOffFinalizers() {
    TestApiServer.get()
        .admin()
        .resource(tenant.get())
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
  }

  private String value(RunningOperator operator, String metric) {
    String start =
        "athanor_migration_%s{name=\"tweeteval\",namespace=\"%s\"} "
            .formatted(metric, tenant.namespace());
    return operator
        .get("/metrics")
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst()
        .orElse(null);
  }

  private static double now() {
    return Instant.now().getEpochSecond();
  }
}
