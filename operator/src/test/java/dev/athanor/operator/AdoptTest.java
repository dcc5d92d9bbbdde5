package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
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

/** A database that somebody else has migrated, on a real API server. */
class AdoptTest {
  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();

  @AutoClose private final RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  @Test
  void itIsTakenOverOnceAndThenPlannedFor() {
    Job adopt = adopting("adopt.tool", "flyway");
    assertThat(adopt.getSpec().getTemplate().getSpec().getInitContainers())
        .extracting(each -> each.getName() + " " + each.getImage() + " " + each.getRestartPolicy())
        .containsExactly("rehearsal-server postgres:17 Always");
    kubelet.run(adopt, "adopt");
    tenant.awaitStatus(
        "adopting", s -> Tenant.condition(s, "Reconciling").getReason().equals("Adopting"));
    kubelet.succeed(adopt, "adopt", Reports.adopted("flyway", Reports.HEAD));

    ready(tenant.awaitJob("plan", 2));
    DatabaseMigrationStatus status = tenant.awaitReady();
    assertThat(status.adopted().tool()).isEqualTo("flyway");
    assertThat(status.adopted().revision()).isEqualTo(Reports.HEAD);
    assertThat(status.adopted().recorded()).isEqualTo(4);
    assertThat(status.adopted().job()).isEqualTo(adopt.getMetadata().getName());
    tenant.awaitTrue(
        "said", () -> tenant.events().stream().anyMatch(e -> e.getReason().equals("Adopted")));

    tenant.change("target", Reports.HEAD);
    tenant.awaitJob("plan", 3);
    clock.advance(Duration.ofDays(2));
    assertThat(tenant.jobs()).hasSize(3);
  }

  @Test
  void aDifferenceStopsItUntilItIsAccepted() {
    Job adopt = adopting();
    kubelet.fail(
        adopt, "adopt", 1, "Error", Reports.failed("adopt", "Drift", false, "column:users.note"));
    DatabaseMigrationStatus stalled = tenant.awaitStalled("Drift");
    assertThat(stalled.message()).contains("column:users.note");
    assertThat(stalled.adopted()).isNull();
    tenant.assertQuiet();
    assertThat(tenant.jobs()).hasSize(1);

    tenant.change("adopt.accept", List.of("column:users.note"));
    Job again = tenant.awaitJob("adopt", 2);
    assertThat(again.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .contains("--accept=column:users.note");
  }

  @Test
  void whatPassesByItselfIsTriedAgain() {
    Job adopt = adopting();
    kubelet.fail(
        adopt, "adopt", 3, "Error", Reports.failed("adopt", "ScratchServerFailed", true, "slow"));
    tenant.awaitStatus("failed", s -> s.phase() == Phase.Failed);
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "1");
    tenant.awaitJob("adopt", 2);
  }

  /** Its history was in no backup from before: the plan would run what is there. */
  @Test
  void aHistoryThatIsGoneIsRecordedAgain() {
    Job adopt = adopting();
    kubelet.succeed(adopt, "adopt", Reports.adopted("flyway", Reports.HEAD));
    ready(tenant.awaitJob("plan", 2));
    tenant.awaitReady();

    tenant.annotate(Migration.RETRY_ANNOTATION, "1");
    Job plan = tenant.awaitJob("plan", 3);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.plannedAtBase(3));
    Job again = tenant.awaitJob("adopt", 4);
    kubelet.pod(again);
    kubelet.succeed(again, "adopt", Reports.adopted("flyway", Reports.HEAD));
    ready(tenant.awaitJob("plan", 5));
    tenant.awaitReady();
  }

  /** Nothing is there to be taken over, so that what is planned is wanted. */
  @Test
  void anEmptyDatabaseIsPlannedFor() {
    Job adopt = adopting();
    kubelet.succeed(adopt, "adopt", Reports.adopted(null, null));
    Job plan = tenant.awaitJob("plan", 2);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.plannedAtBase(3));
    tenant.awaitJob("run", 2);
    assertThat(tenant.get().getStatus().adopted().revision()).isNull();
  }

  @Test
  void withoutTheSpecNothingIsKnownOfItAnyMore() {
    Job adopt = adopting();
    kubelet.succeed(adopt, "adopt", Reports.adopted("flyway", Reports.HEAD));
    ready(tenant.awaitJob("plan", 2));
    tenant.awaitReady();
    tenant.change("adopt", null);
    tenant.awaitJob("plan", 3);
    assertThat(tenant.get().getStatus().adopted()).isNull();
  }

  private Job adopting(Object... spec) {
    Object[] all = new Object[spec.length + 2];
    all[0] = "adopt.image";
    all[1] = "postgres:17";
    System.arraycopy(spec, 0, all, 2, spec.length);
    tenant.create(all);
    Job adopt = tenant.awaitJob("adopt", 1);
    kubelet.pod(adopt);
    return adopt;
  }

  private void ready(Job plan) {
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.upToDate());
  }
}
