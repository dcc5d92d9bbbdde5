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
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is done about a run that failed, on a real API server. */
class GoingBackTest {
  private static final String KEY = "/athanor/backup-key";

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

  /** Fenced, with a key of backups; the run has failed. */
  private Job encrypted() {
    Job run =
        running(
            "onFailure",
            "Restore",
            "onFailureWrites",
            "Fence",
            "retry.limit",
            3,
            "backup.encryption.keySecret.name",
            "backup-key");
    assertThat(Tenant.mounting(run, KEY)).containsExactly("backup");
    fail(run, "StatementFailed", false);
    Job back = tenant.awaitJob("goback", 1);
    assertThat(Tenant.mounting(back, KEY)).containsExactly("go-back");
    return back;
  }

  /** The operator deletes it, and so garbage collection its pod. */
  private void awaitDeleted(Job job) {
    String name = job.getMetadata().getName();
    tenant.awaitTrue(
        "it is deleted",
        () -> tenant.jobs().stream().noneMatch(each -> each.getMetadata().getName().equals(name)));
    kubelet.deletePod(job);
  }

  /** The Secret was deleted since: whoever waits outside is let in in the end, which takes none. */
  @Test
  void whereItDoesNotStartOthersAreLetInAgain() {
    Job back = encrypted();
    DatabaseMigrationStatus stalled = tenant.awaitWithoutKey(back, clock);
    assertThat(stalled.message())
        .containsPattern(
            "a write fence keeps others out; from 20\\S+Z on they are let in without going back");
    assertThat(stalled.goBack().state()).isEqualTo(State.Due);
    String until = stalled.message().replaceAll(".* from (20\\S+Z) on .*", "$1");
    // As long as it would be tried again: after 10, 20 and 40 seconds.
    assertThat(Duration.between(clock.instant(), Instant.parse(until)))
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(50));

    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "1");
    DatabaseMigrationStatus lifting = awaitBack(State.Lifting);
    assertThat(lifting.message())
        .contains("Letting others in again", "secret \"backup-key\" not found");
    awaitDeleted(back);
    Job lift = awaitAnother(back);
    assertThat(arguments(lift, "go-back")).contains("--policy=Stop");
    assertThat(Tenant.mounting(lift, KEY)).isEmpty();
    assertThat(lift.getSpec().getTemplate().getSpec().getVolumes())
        .noneMatch(v -> v.getPersistentVolumeClaim() != null);

    // Nor does that start at first.
    kubelet.pod(lift);
    kubelet.wait(lift, "go-back", "ImagePullBackOff", "Back-off pulling image athanor:99");
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "2");
    assertThat(tenant.awaitStatus("tried", s -> s.goBack().tries() == 1).message())
        .contains("a write fence keeps others out", "failed 1 times");
    awaitDeleted(lift);
    clock.advance(Duration.ofMinutes(1));
    tenant.annotate("touched", "3");
    Job again = awaitAnother(back, lift);
    kubelet.pod(again);
    kubelet.succeed(again, "go-back", Reports.wentBack(null, null));

    DatabaseMigrationStatus status = awaitBack(State.Failed);
    assertThat(status.goBack().fence()).isEqualTo(Fence.Lifted);
    assertThat(status.message())
        .contains("did not go back by Restore: ", "secret \"backup-key\" not found");
    assertThat(reasons()).contains("FailedMount", "ImagePullBackOff");
  }

  /** What is corrected in the resource is of use to the Job that could not start. */
  @Test
  void aJobThatDoesNotStartIsMadeAnewForACorrectedResource() {
    Job back = encrypted();
    tenant.awaitWithoutKey(back, clock);
    tenant.change("backup.encryption.keySecret.name", "the-right-one");

    awaitDeleted(back);
    Job corrected = awaitAnother(back);
    assertThat(corrected.getSpec().getTemplate().getSpec().getVolumes())
        .anyMatch(
            v -> v.getSecret() != null && "the-right-one".equals(v.getSecret().getSecretName()));
    assertThat(arguments(corrected, "go-back"))
        .contains("--policy=Restore", "--fenced")
        .containsAll(
            arguments(back, "go-back").stream().filter(a -> a.startsWith("--run=")).toList());
    kubelet.pod(corrected);
    kubelet.succeed(corrected, "go-back", Reports.wentBack(null, "kept"));
    tenant.awaitStatus("lifted", s -> s.goBack() != null && s.goBack().fence() == Fence.Lifted);
  }

  /** Nothing keeps a resource for ever that is to go. */
  @Test
  void aDeletedResourceLetsOthersInWhereGoingBackDoesNotStart() {
    Job back = encrypted();
    tenant.awaitWithoutKey(back, clock);
    tenant.delete();
    awaitDeleted(back);
    Job anew = awaitAnother(back);
    tenant.awaitWithoutKey(anew, clock);
    clock.advance(Duration.ofMinutes(2));
    tenant.annotate("touched", "1");
    awaitDeleted(anew);
    Job lift = awaitAnother(back, anew);
    assertThat(arguments(lift, "go-back")).contains("--policy=Stop");
    kubelet.pod(lift);
    kubelet.succeed(lift, "go-back", Reports.wentBack(null, null));
    tenant.awaitTrue("it is gone", () -> tenant.get() == null);
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
