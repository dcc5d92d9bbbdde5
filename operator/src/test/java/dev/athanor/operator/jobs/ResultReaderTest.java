package dev.athanor.operator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.testing.Reports;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a Job ended, from whatever is left of its pod. */
class ResultReaderTest {
  @Test
  void aReportOfSuccessIsTaken() {
    Result plan = read(pod(ended("plan", 0, Reports.planned(2, Reports.HASH))));
    Result run =
        read(pod(ended("backup", 0, Reports.backedUp()), ended("apply", 0, Reports.applied())));

    assertThat(plan.succeeded()).isTrue();
    assertThat(plan.reason()).isNull();
    assertThat(plan.message()).isEqualTo("done");
    assertThat(plan.report().plan().pending()).isEqualTo(2);
    assertThat(plan.backup()).isNull();
    assertThat(run.succeeded()).isTrue();
    assertThat(run.report().step()).isEqualTo("apply");
    assertThat(run.backup().location()).isEqualTo("tweeteval/20261122T100000Z");
  }

  @Test
  void whatCanNeverBeRunSafelyIsNoSuccess() {
    assertThat(read(pod(ended("plan", 0, Reports.planned(2, null)))))
        .returns("NoReport", Result::reason);
    assertThat(read(pod(ended("plan", 0, Reports.planned(0, null)))).succeeded()).isTrue();
  }

  /** The container ended well, and its report says that it did not. */
  @Test
  void aReportOfFailureIsNoSuccessWhateverTheCodeSays() {
    Result result = read(pod(ended("plan", 0, Reports.failed("plan", "Locked", true, "held"))));

    assertThat(result.succeeded()).isFalse();
    assertThat(result.reason()).isEqualTo("NoReport");
  }

  @Test
  void aReportOfFailureIsSaidAsItIs() {
    Pod pod =
        pod(
            ended("backup", 0, Reports.backedUp()),
            ended("apply", 1, Reports.failed("apply", "StatementFailed", false, "no such table")));

    Result result = read(pod);

    assertThat(result)
        .returns(false, Result::succeeded)
        .returns("StatementFailed", Result::reason)
        .returns(false, Result::retryable)
        .returns("no such table", Result::message);
    assertThat(result.report().step()).isEqualTo("apply");
    assertThat(result.backup()).isNotNull();
    assertThat(read(pod(ended("plan", 1, Reports.failed("plan", null, true, null)))))
        .returns("InternalError", Result::reason)
        .returns(true, Result::retryable)
        .returns("", Result::message);
  }

  /** A report names its step: what another has written is none. */
  @Test
  void aReportOfAnotherStepIsNone() {
    assertThat(read(pod(ended("plan", 0, Reports.applied())))).returns("NoReport", Result::reason);
  }

  @Test
  void whoWasKilledForWantOfMemoryIsToldSo() {
    Result result = read(pod(ended("apply", 137, null, "OOMKilled")));

    assertThat(result.reason()).isEqualTo("OutOfMemory");
    assertThat(result.retryable()).isTrue();
    assertThat(result.message()).contains("container apply").contains("limits.memory");
  }

  /** What the report says goes before the reason of the kill. */
  @Test
  void aSuccessInTheReportOfWhoWasKilledIsNone() {
    assertThat(read(pod(ended("plan", 137, Reports.upToDate(), "OOMKilled"))))
        .returns("OutOfMemory", Result::reason);
  }

  @Test
  void anEvictionIsSaid() {
    Pod said =
        new PodBuilder(pod(ended("plan", 137, null)))
            .editStatus()
            .withReason("Evicted")
            .withMessage("low on disk")
            .endStatus()
            .build();
    Pod silent = new PodBuilder(said).editStatus().withMessage(null).endStatus().build();

    assertThat(read(said))
        .returns("Evicted", Result::reason)
        .returns("low on disk", Result::message)
        .returns(true, Result::retryable);
    assertThat(read(silent)).returns("", Result::message);
  }

  @Test
  void aDisruptionIsSaidWhereItWasOne() {
    assertThat(read(disrupted("DisruptionTarget", "True", ended("plan", 143, null))))
        .returns("Disrupted", Result::reason)
        .returns("drained", Result::message);
    assertThat(read(disrupted("DisruptionTarget", "True"))).returns("Disrupted", Result::reason);
    for (Pod other :
        List.of(
            disrupted("DisruptionTarget", "False", ended("plan", 143, null)),
            disrupted("Ready", "True", ended("plan", 143, null)))) {
      assertThat(read(other)).returns("ContainerFailed", Result::reason);
    }
  }

  @Test
  void whatAContainerWroteLastIsShownWhereItReportedNothing() {
    assertThat(message(ended("plan", 2, "one\n  two \n"))).isEqualTo(ended("plan", 2) + ": two");
    assertThat(message(ended("plan", 2, null))).isEqualTo(ended("plan", 2));
    assertThat(message(ended("plan", 2, " ", "Error"))).isEqualTo(ended("plan", 2));
    assertThat(message(ended("plan", 2, "", "StartError")))
        .isEqualTo(ended("plan", 2) + " (StartError)");
    String long400 = "x".repeat(400);
    assertThat(message(ended("plan", 2, long400))).endsWith(": " + long400);
    assertThat(message(ended("plan", 2, long400 + "y"))).endsWith(": " + long400 + "…");
  }

  @Test
  void aBundleThatCouldNotBeCopiedHasAReasonOfItsOwn() {
    assertThat(read(pod(ended("bundle", 1, null)))).returns("BundleCopyFailed", Result::reason);
  }

  /** What admission added counts only where ours say nothing. */
  @Test
  void anotherContainersFailureCountsOnlyWhereOursSayNothing() {
    ContainerStatus proxy = ended("istio-init", 3, "no iptables");

    assertThat(read(pod(proxy)))
        .returns("ContainerFailed", Result::reason)
        .returns(ended("istio-init", 3) + ": no iptables", Result::message);
    assertThat(read(pod(proxy, ended("plan", 1, Reports.failed("plan", "Locked", true, "held")))))
        .returns("Locked", Result::reason);
    assertThat(read(pod(proxy, ended("plan", 0, Reports.upToDate()))).succeeded()).isTrue();
  }

  @Test
  void aPodThatIsGoneSaysWhatTheJobSays() {
    JobCondition end = new JobCondition();
    assertThat(ResultReader.lost(end))
        .returns("PodLost", Result::reason)
        .returns(true, Result::retryable)
        .returns("the pod was gone before its report could be read", Result::message);
    end.setMessage("deadline");
    assertThat(ResultReader.lost(end).message()).endsWith("could be read: deadline");
  }

  private static Result read(Pod pod) {
    return ResultReader.read(new PodView(pod));
  }

  private static String message(ContainerStatus container) {
    return read(pod(container)).message();
  }

  private static String ended(String name, int code) {
    return "container " + name + " exited with code " + code + " and no report";
  }

  private static Pod disrupted(String condition, String status, ContainerStatus... containers) {
    return new PodBuilder(pod(containers))
        .editStatus()
        .addNewCondition()
        .withType(condition)
        .withStatus(status)
        .withMessage("drained")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod pod(ContainerStatus... containers) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("pod-x")
        .endMetadata()
        .withNewStatus()
        .withPhase("Failed")
        .withContainerStatuses(containers)
        .endStatus()
        .build();
  }

  private static ContainerStatus ended(String name, int code, String message) {
    return ended(name, code, message, null);
  }

  private static ContainerStatus ended(String name, int code, String message, String reason) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withNewState()
        .withNewTerminated()
        .withExitCode(code)
        .withMessage(message)
        .withReason(reason)
        .endTerminated()
        .endState()
        .build();
  }
}
