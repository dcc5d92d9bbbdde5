package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.Backups;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A plan that is tried on its backup first, on a real API server. */
class RehearsalTest {
  private static final String SERVER = "rehearsal-server";

  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();

  @AutoClose private final RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  @Test
  void thePlanRunsOnceItsRehearsalHasPassed() {
    Job rehearse = planned("rehearsal.mode", "Always");
    assertThat(rehearse.getSpec().getTemplate().getSpec().getInitContainers())
        .extracting(each -> each.getName() + " " + each.getRestartPolicy())
        .containsExactly(SERVER + " Always", "backup null");
    kubelet.pod(rehearse);
    kubelet.run(rehearse, "backup");
    tenant.awaitStatus("backing up", s -> s.phase() == Phase.BackingUp);
    kubelet.run(rehearse, "rehearse");
    tenant.awaitStatus("rehearsing", s -> s.phase() == Phase.Rehearsing);
    kubelet.succeed(rehearse, "backup", Reports.backedUp(), "rehearse", Reports.rehearsed());

    tenant.awaitJob("run", 1);
    DatabaseMigrationStatus status = tenant.get().getStatus();
    assertThat(status.plan().rehearsal())
        .satisfies(
            shown -> {
              assertThat(shown.outcome()).isEqualTo("Passed");
              assertThat(shown.job()).isEqualTo(rehearse.getMetadata().getName());
              assertThat(shown.others()).isEqualTo(3);
              assertThat(shown.statements().get(0).blockedMillis()).isEqualTo(320);
            });
    assertThat(status.backup().location()).isEqualTo("tweeteval/20261122T100000Z");
    assertThat(messages("PlanHasRisks"))
        .contains(
            Reports.HEAD
                + " ALTER TABLE people ALTER id TYPE bigint: ACCESS EXCLUSIVE on public.people;"
                + " reads and writes wait 320 ms; writes 8192 bytes anew");
    assertThat(messages("Rehearsed")).containsExactly("The plan passed on backup b.");
  }

  @Test
  void whatItsRehearsalFindsStopsItUntilSomebodyAsksForAnotherTry() {
    Job rehearse = planned("rehearsal.mode", "Always");
    kubelet.pod(rehearse);
    kubelet.failAfter(
        rehearse, "backup", Reports.backedUp(), "rehearse", Reports.rehearsalFailed());

    DatabaseMigrationStatus stalled =
        tenant.awaitStatus("stalled", s -> s.phase() == Phase.Stalled);
    assertThat(Tenant.condition(stalled, "Stalled").getReason()).isEqualTo("RehearsalFailed");
    assertThat(stalled.message()).contains("a duplicate");
    assertThat(stalled.plan().rehearsal().outcome()).isEqualTo("Failed");
    assertThat(stalled.plan().rehearsal().statements().get(0).failure()).contains("is duplicated");
    assertThat(stalled.pending()).isEqualTo(3);
    tenant.assertQuiet();
    assertThat(tenant.jobs()).hasSize(2);

    tenant.annotate(Migration.RETRY_ANNOTATION, "1");
    Job again = tenant.awaitJob("plan", 2);
    assertThat(tenant.get().getStatus().plan()).isNull();
    kubelet.pod(again);
    kubelet.succeed(again, "plan", Reports.planned(3, Reports.HASH));
    tenant.awaitJob("rehearse", 2);
  }

  @Test
  void whoApprovesThePlanSeesItsRehearsal() {
    Job rehearse = planned("rehearsal.mode", "Always", "approval", "Manual");
    kubelet.pod(rehearse);
    kubelet.succeed(rehearse, "backup", Reports.backedUp(), "rehearse", Reports.rehearsed());

    DatabaseMigrationStatus waiting =
        tenant.awaitStatus("waiting", s -> s.phase() == Phase.AwaitingApproval);
    assertThat(waiting.plan().rehearsal().outcome()).isEqualTo("Passed");
    assertThat(waiting.message()).contains("status.plan.rehearsal");
    tenant.assertQuiet();
    assertThat(tenant.jobs()).hasSize(2);
    assertThat(waiting.plan().approval()).isEqualTo(Reports.HASH);
  }

  @Test
  void oneThatWasInterruptedIsPlannedAndRehearsedAgain() {
    Job rehearse = planned("rehearsal.mode", "Always");
    kubelet.pod(rehearse);
    kubelet.failAfter(
        rehearse,
        "backup",
        Reports.backedUp(),
        "rehearse",
        Reports.failed("rehearse", "ScratchServerFailed", true, "its server went away"));

    DatabaseMigrationStatus failed = tenant.awaitStatus("failed", s -> s.phase() == Phase.Failed);
    assertThat(failed.failure().reason()).isEqualTo("ScratchServerFailed");
    assertThat(failed.plan()).isNull();
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "1");
    tenant.awaitJob("plan", 2);
  }

  @Test
  void aReportThatSaysNothingOfItIsNoSuccess() {
    Job rehearse = planned("rehearsal.mode", "Always");
    kubelet.pod(rehearse);
    kubelet.succeed(
        rehearse,
        "backup",
        Reports.backedUp(),
        "rehearse",
        Reports.planned(3, Reports.HASH)
            .replace("\"plan\",\"outcome\"", "\"rehearse\",\"outcome\""));

    DatabaseMigrationStatus stalled =
        tenant.awaitStatus("stalled", s -> s.phase() == Phase.Stalled);
    assertThat(stalled.failure().reason()).isEqualTo("NotRehearsed");
  }

  @Test
  void anImageThatCannotBePulledIsSaidBeforeABackupIsTaken() {
    Job rehearse = planned("rehearsal.mode", "Always");
    kubelet.pod(rehearse);
    kubelet.wait(rehearse, SERVER, "ImagePullBackOff", "Back-off pulling image postgres:99");
    clock.advance(Duration.ofMinutes(5));
    tenant.annotate("touched", "1");

    DatabaseMigrationStatus stalled =
        tenant.awaitStatus("stalled", s -> s.phase() == Phase.Stalled);
    assertThat(Tenant.condition(stalled, "Stalled").getReason()).isEqualTo("ImagePullBackOff");
    assertThat(stalled.message()).contains("Back-off pulling image postgres:99");
  }

  /**
   * The kubelet finds no Secret before the backup is taken; the command no key in it before it
   * does.
   */
  @Test
  void aMissingKeyOfBackupsIsNamedBeforeAnythingIsDone() {
    Job rehearse =
        planned("rehearsal.mode", "Always", "backup.encryption.keySecret.name", "backup-key");
    assertThat(Tenant.mounting(rehearse, "/athanor/backup-key"))
        .containsExactly("backup", "rehearse");
    tenant.awaitWithoutKey(rehearse, clock);

    kubelet.failAfter(
        rehearse,
        "backup",
        Reports.backedUp(),
        "rehearse",
        Reports.failed("rehearse", "BackupKeyMissing", true, "encrypted to " + Backups.KEY));
    DatabaseMigrationStatus failed = tenant.awaitStatus("failed", s -> s.phase() == Phase.Failed);
    assertThat(failed.failure().reason()).isEqualTo("BackupKeyMissing");
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "2");
    tenant.awaitJob("plan", 2);
  }

  @Test
  void whatHasNoRisksIsNotRehearsedWhereOnlyRisksAre() {
    tenant.create("rehearsal.image", "postgres:17", "rehearsal.mode", "Risky");
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.withoutRisks(3));
    tenant.awaitJob("run", 1);
    assertThat(tenant.get().getStatus().plan().rehearsal()).isNull();
  }

  @Test
  void whatHasRisksIs() {
    planned("rehearsal.mode", "Risky");
  }

  /** The Job that rehearses it. */
  private Job planned(Object... spec) {
    Object[] all = new Object[spec.length + 2];
    all[0] = "rehearsal.image";
    all[1] = "postgres:17";
    System.arraycopy(spec, 0, all, 2, spec.length);
    tenant.create(all);
    Job plan = tenant.awaitJob("plan", 1);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.planned(3, Reports.HASH));
    return tenant.awaitJob("rehearse", 1);
  }

  private List<String> messages(String reason) {
    tenant.awaitTrue(
        reason, () -> tenant.events().stream().anyMatch(e -> e.getReason().equals(reason)));
    return tenant.events().stream()
        .filter(event -> event.getReason().equals(reason))
        .map(Event::getMessage)
        .toList();
  }
}
