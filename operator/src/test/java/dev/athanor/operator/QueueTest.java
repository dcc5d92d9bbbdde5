package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However many resources there are, only so many Jobs are: three, and two at one server here. */
@SuppressWarnings("try") // an operator is there to be running
class QueueTest {
  private final List<Tenant> tenants = IntStream.range(0, 5).mapToObj(i -> new Tenant()).toList();

  @Test
  void jobsAreLimitedAndWhoWaitsIsServedInTurn() {
    try (RunningOperator operator = start()) {
      for (int i = 0; i < 5; i++) {
        // The last one is for another server than the four before it.
        tenants.get(i).create("database.host", i == 4 ? "elsewhere" : "postgres");
        Tenant tenant = tenants.get(i);
        tenant.awaitStatus("seen", s -> s.job() != null);
        tenant.awaitTrue(
            "planned or queued",
            () -> !tenant.jobs().isEmpty() || tenant.get().getStatus().phase() == Phase.Queued);
      }
      assertThat(atWork()).containsExactly(0, 1, 4);
      DatabaseMigrationStatus waiting = tenants.get(2).get().getStatus();
      assertThat(waiting.message()).contains("at most 2 Jobs work at postgres:5432");
      assertThat(Tenant.isTrue(waiting, "Reconciling")).isTrue();
      assertThat(waiting.conditions().get(0).getReason()).isEqualTo("Queued");

      finish(1);
      tenants.get(2).awaitJob("plan", 1);
      tenants.get(3).assertQuiet();
    }

    // Whoever takes over knows who has been at work, and who has waited.
    try (RunningOperator operator = start()) {
      tenants.get(3).assertQuiet();
      assertThat(atWork()).containsExactly(0, 1, 2, 4);
      finish(0);
      tenants.get(3).awaitJob("plan", 1);
    }
  }

  /** An image that cannot be pulled is at work nowhere: the others do not wait for it for ever. */
  @Test
  void whatStandsStillForWantOfSomebodyGivesItsTurnAway() {
    try (RunningOperator operator = start()) {
      for (int i = 0; i < 3; i++) {
        tenants.get(i).create("approval", "Manual");
        tenants.get(i).awaitStatus("seen", s -> s.job() != null);
      }
      tenants.get(2).awaitStatus("queued", s -> s.phase() == Phase.Queued);

      finish(0, Reports.planned(1, Reports.HASH));

      tenants.get(0).awaitStatus("waiting", s -> s.phase() == Phase.AwaitingApproval);
      tenants.get(2).awaitJob("plan", 1);
    }
  }

  private RunningOperator start() {
    return RunningOperator.in(tenants.stream().map(Tenant::namespace).toArray(String[]::new));
  }

  private List<Integer> atWork() {
    List<Integer> having = new ArrayList<>();
    IntStream.range(0, 5).filter(i -> !tenants.get(i).jobs().isEmpty()).forEach(having::add);
    return having;
  }

  private void finish(int i) {
    finish(i, Reports.upToDate());
    tenants.get(i).awaitReady();
  }

  private void finish(int i, String report) {
    Job plan = tenants.get(i).awaitJob("plan", 1);
    tenants.get(i).kubelet().pod(plan);
    tenants.get(i).kubelet().succeed(plan, "plan", report);
  }
}
