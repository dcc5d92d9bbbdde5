package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.Fence;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus.State;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.FakeKubelet;
import dev.athanor.operator.testing.MutableClock;
import dev.athanor.operator.testing.Reports;
import dev.athanor.operator.testing.Tenant;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is done about a run that failed, on a real API server. */
class GoingBackTest {
  private final Tenant tenant = new Tenant();
  private final FakeKubelet kubelet = tenant.kubelet();
  private final MutableClock clock = new MutableClock();

  @AutoClose private RunningOperator operator = RunningOperator.in(clock, tenant.namespace());

  private Job running(Object... changes) {
    tenant.create(changes);
    return nextRun(1);
  }

  private Job nextRun(long attempt) {
    Job plan = tenant.awaitJob("plan", attempt);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.planned(3, Reports.HASH));
    Job run = tenant.awaitJob("run", attempt);
    kubelet.pod(run);
    return run;
  }

  private void fail(Job run, String reason, boolean retryable) {
    kubelet.failAfter(
        run,
        "backup",
        Reports.backedUp(),
        "apply",
        Reports.failed("apply", reason, retryable, "column x is not there."));
  }

  private static List<String> arguments(Job job, String container) {
    return Stream.concat(
            job.getSpec().getTemplate().getSpec().getInitContainers().stream(),
            job.getSpec().getTemplate().getSpec().getContainers().stream())
        .filter(each -> each.getName().equals(container))
        .map(Container::getArgs)
        .findFirst()
        .orElseThrow();
  }

  private DatabaseMigrationStatus awaitBack(State state) {
    return tenant.awaitStatus(
        "going back is " + state, s -> s.goBack() != null && s.goBack().state() == state);
  }

  @Test
  void aFailedRunIsUndoneAndNotTriedAgain() {
    Job run = running("onFailure", "Downgrade");
    assertThat(arguments(run, "backup")).noneMatch(a -> a.contains("fence"));
    fail(run, "StatementFailed", false);
    Job back = tenant.awaitJob("goback", 1);
    assertThat(tenant.get().getStatus().phase()).isEqualTo(Phase.GoingBack);
    assertThat(arguments(back, "go-back"))
        .contains("go-back", "--policy=Downgrade", "--backup=tweeteval/20261122T100000Z")
        .doesNotContain("--fenced");
    kubelet.pod(back);
    kubelet.succeed(back, "go-back", Reports.wentBack("Down", null));

    DatabaseMigrationStatus status = awaitBack(State.Done);
    assertThat(status.phase()).isEqualTo(Phase.Failed);
    assertThat(Tenant.condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(Tenant.condition(status, "Stalled").getReason()).isEqualTo("StatementFailed");
    assertThat(status.message())
        .contains(
            "column x is not there. Went back by Downgrade: served again at " + Reports.BEFORE);
    assertThat(status.currentRevision()).isEqualTo(Reports.BEFORE);
    clock.advance(Duration.ofDays(3));
    tenant.annotate("touched", "1");
    tenant.assertQuiet();
    assertThat(tenant.jobs()).hasSize(3);
    assertThat(reasons()).contains("WentBack", "GoBackStarted", "StatementFailed");

    tenant.annotate(Migration.RETRY_ANNOTATION, "1");
    tenant.awaitJob("plan", 2);
    assertThat(tenant.get().getStatus().goBack()).isNull();
  }

  @Test
  void whatMayPassIsTriedAgainFirst() {
    Job run = running("onFailure", "Downgrade", "retry.limit", 1);
    fail(run, "LockTimeout", true);
    tenant.awaitStatus("failed", s -> s.failure() != null);
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "1");
    fail(nextRun(2), "LockTimeout", true);

    Job back = tenant.awaitJob("goback", 2);
    assertThat(arguments(back, "go-back")).anyMatch(a -> a.matches("--run=.*-1-2"));
  }

  @Test
  void aNewGenerationGoesOnFromWhereTheLastOneStopped() {
    Job run = running("onFailure", "Downgrade");
    tenant.change("target", Reports.HEAD);
    fail(run, "StatementFailed", false);
    tenant.awaitJob("plan", 2);
    assertThat(tenant.get().getStatus().goBack()).isNull();
    assertThat(tenant.jobs()).noneMatch(job -> job.getMetadata().getName().contains("goback"));
  }

  /** Others wait outside, so nothing is tried again before they are let in. */
  @Test
  void behindAFenceItGoesBackAtOnceAndIsServedFromTheBackup() {
    Job run = running("onFailure", "Restore", "onFailureWrites", "Fence");
    String key = fence(run, "backup");
    assertThat(arguments(run, "backup")).contains("--restorable");
    assertThat(fence(run, "apply")).isEqualTo(key);
    assertThat(tenant.get().getStatus().goBack().fence()).isEqualTo(Fence.Up);
    fail(run, "LockTimeout", true);
    Job back = tenant.awaitJob("goback", 1);
    assertThat(arguments(back, "go-back"))
        .contains("--policy=Restore", "--fenced", key.replace("fence", "run"));
    kubelet.pod(back);
    kubelet.run(back, "go-back");
    tenant.awaitStatus("says so", s -> s.message().contains("a write fence keeps others out"));
    kubelet.succeed(back, "go-back", Reports.wentBack(null, "tweeteval_before_restore_1"));

    DatabaseMigrationStatus status = awaitBack(State.Done);
    GoBackStatus done = status.goBack();
    assertThat(done.fence()).isEqualTo(Fence.Lifted);
    assertThat(done.keptAs()).isEqualTo("tweeteval_before_restore_1");
    assertThat(status.phase()).isEqualTo(Phase.Failed);
    assertThat(status.message()).contains("what was there is tweeteval_before_restore_1");
    clock.advance(Duration.ofDays(3));
    tenant.annotate("touched", "1");
    tenant.assertQuiet();
  }

  private static String fence(Job job, String container) {
    return arguments(job, container).stream()
        .filter(a -> a.startsWith("--fence="))
        .findFirst()
        .orElseThrow();
  }

  /** Killed when all was committed, and before it said so. */
  @Test
  void aRunThatHadSucceededAfterAllIsPlannedAgain() {
    Job run = running("onFailure", "Restore", "onFailureWrites", "Fence");
    kubelet.failAfter(run, "backup", Reports.backedUp(), "apply", "");
    Job back = tenant.awaitJob("goback", 1);
    kubelet.pod(back);
    kubelet.succeed(back, "go-back", Reports.wentBack(null, null));
    tenant.awaitStatus("waits", s -> s.job() == null && s.goBack() == null);
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "1");
    Job plan = tenant.awaitJob("plan", 2);
    kubelet.pod(plan);
    kubelet.succeed(plan, "plan", Reports.upToDate());
    tenant.awaitReady();
  }

  @Test
  void whereItCannotGoBackOthersAreLetInAgain() {
    fail(running("onFailure", "Restore", "onFailureWrites", "Fence"), "StatementFailed", false);
    Job back = tenant.awaitJob("goback", 1);
    kubelet.pod(back);
    kubelet.fail(
        back,
        "go-back",
        1,
        "Error",
        Reports.failed("go-back", "RestoreFailed", false, "it is damaged"));

    awaitBack(State.Lifting);
    Job lift = awaitAnother(back);
    assertThat(arguments(lift, "go-back")).contains("--policy=Stop");
    kubelet.pod(lift);
    kubelet.fail(
        lift,
        "go-back",
        1,
        "Error",
        Reports.failed("go-back", "ConnectionFailed", true, "no server"));
    tenant.awaitStatus("waits", s -> s.job() == null && s.goBack().retryAt() != null);
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "1");
    Job again = awaitAnother(back, lift);
    kubelet.pod(again);
    kubelet.succeed(again, "go-back", Reports.wentBack(null, null));

    DatabaseMigrationStatus status = awaitBack(State.Failed);
    assertThat(status.goBack().fence()).isEqualTo(Fence.Lifted);
    assertThat(Tenant.condition(status, "Stalled").getReason()).isEqualTo("GoBackFailed");
    assertThat(status.message())
        .contains("column x is not there. And it did not go back by Restore: it is damaged");
  }

  /**
   * Its backup is encrypted, and the Secret was deleted since: who waits outside is let in again.
   */
  @Test
  void aKeyThatIsGoneIsNamedAndLettingOthersInTakesNone() {
    String mount = "/athanor/backup-key";
    Job run =
        running(
            "onFailure",
            "Restore",
            "onFailureWrites",
            "Fence",
            "backup.encryption.keySecret.name",
            "backup-key");
    assertThat(Tenant.mounting(run, mount)).containsExactly("backup");
    fail(run, "StatementFailed", false);
    Job back = tenant.awaitJob("goback", 1);
    assertThat(Tenant.mounting(back, mount)).containsExactly("go-back");
    kubelet.pod(back);
    kubelet.warn("Pod", back, "FailedMount", "secret \"backup-key\" not found");
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "1");
    assertThat(tenant.awaitStalled("FailedMount").message())
        .contains("secret \"backup-key\" not found", "a write fence keeps others out");

    kubelet.fail(
        back,
        "go-back",
        1,
        "Error",
        Reports.failed("go-back", "RestoreFailed", false, "the file x.age is damaged"));
    awaitBack(State.Lifting);
    Job lift = awaitAnother(back);
    assertThat(Tenant.mounting(lift, mount)).isEmpty();
    assertThat(lift.getSpec().getTemplate().getSpec().getVolumes())
        .noneMatch(v -> v.getPersistentVolumeClaim() != null);
    kubelet.pod(lift);
    kubelet.succeed(lift, "go-back", Reports.wentBack(null, null));
    assertThat(awaitBack(State.Failed).message()).contains("the file x.age is damaged");
  }

  private Job awaitAnother(Job... known) {
    List<String> names = List.of(known).stream().map(job -> job.getMetadata().getName()).toList();
    tenant.awaitTrue("another Job", () -> others(names).size() == 1);
    return others(names).get(0);
  }

  private List<Job> others(List<String> names) {
    return tenant.jobs().stream()
        .filter(job -> job.getMetadata().getName().contains("-goback-"))
        .filter(job -> !names.contains(job.getMetadata().getName()))
        .toList();
  }

  /** Whatever is written is acted on by the next one. */
  @Test
  void aNewOperatorGoesOnWhereTheOldOneEnded() {
    Job run = running("onFailure", "Restore", "onFailureWrites", "Fence");
    operator.close();
    fail(run, "StatementFailed", false);
    operator = RunningOperator.in(clock, tenant.namespace());
    Job back = tenant.awaitJob("goback", 1);
    operator.close();
    kubelet.pod(back);
    kubelet.succeed(back, "go-back", Reports.wentBack(null, "kept"));
    operator = RunningOperator.in(clock, tenant.namespace());
    assertThat(awaitBack(State.Done).goBack().keptAs()).isEqualTo("kept");
    assertThat(others(List.of())).hasSize(1);
  }

  @Test
  void aResourceIsNotLetGoBeforeOthersAreLetIn() {
    Job run = running("onFailure", "Restore", "onFailureWrites", "Fence");
    tenant.delete();
    fail(run, "StatementFailed", false);
    Job lift = tenant.awaitJob("goback", 1);
    assertThat(arguments(lift, "go-back")).contains("--policy=Stop");
    kubelet.pod(lift);
    kubelet.succeed(lift, "go-back", Reports.wentBack(null, null));
    tenant.awaitTrue("it is gone", () -> tenant.get() == null);
  }

  @Test
  void aRunThatSucceedsHasNothingToGoBackFrom() {
    Job run = running("onFailure", "Restore", "onFailureWrites", "Lose");
    assertThat(arguments(run, "backup"))
        .contains("--restorable")
        .noneMatch(a -> a.contains("fence"));
    kubelet.succeed(run, "backup", Reports.backedUp(), "apply", Reports.applied());
    assertThat(tenant.awaitReady().goBack()).isNull();
  }

  private List<String> reasons() {
    return tenant.events().stream().map(Event::getReason).toList();
  }
}
