package dev.athanor.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.testing.Manifests;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long another controller's backup is waited for. */
class ExternalStepTest {
  private static final PlanStatus PLAN = Sample.plan(2, Manifests.DIGEST);

  @Test
  void whatTakesLongerThanItsTimeoutFailsAndIsTriedAgain() {
    Decision decision = after(Duration.ofMinutes(11), new ExternalState.Waiting("uploading"));

    assertThat(decision).isInstanceOf(Decision.Write.class);
    FailureStatus failure = ((Decision.Write) decision).status().failure();
    assertThat(failure.reason()).isEqualTo("ExternalBackupTimedOut");
    assertThat(failure.message())
        .contains("VolumeSnapshot s", "within 10m", "its status says: uploading");
    assertThat(failure.retryAt()).isNotNull();
    assertThat(((Decision.Write) decision).status().plan()).isNull();
  }

  @Test
  void whatIsWithinItIsWaitedFor() {
    Decision decision = after(Duration.ofMinutes(9), new ExternalState.Waiting("uploading"));

    assertThat(((Decision.Write) decision).status().failure()).isNull();
    assertThat(((Decision.Write) decision).lookAgainAfter()).contains(Duration.ofSeconds(5));
  }

  /** What was done before the operator looked is done, however long it took. */
  @Test
  void whatIsDoneIsDoneHoweverLateThatIsSeen() {
    Decision decision = after(Duration.ofHours(9), new ExternalState.Ready());

    assertThat(((Decision.Write) decision).status().plan().external().readyAt()).isNotNull();
  }

  @Test
  void nothingIsAskedForOnceMoreWhenItIsDone() {
    ExternalBackupStatus done = asked(Duration.ZERO).withReadyAt(Sample.NOW.toString());
    Observation seen = observation(done, new ExternalState.Absent());

    assertThat(new ExternalStep(seen, PLAN.withExternal(done)).next()).isEqualTo(Optional.empty());
  }

  private static Decision after(Duration time, ExternalState state) {
    ExternalBackupStatus asked = asked(time);
    return new ExternalStep(observation(asked, state), PLAN.withExternal(asked))
        .next()
        .orElseThrow();
  }

  private static ExternalBackupStatus asked(Duration ago) {
    return new ExternalBackupStatus(
        "snapshot.storage.k8s.io/v1",
        "VolumeSnapshot",
        "s",
        Sample.NOW.minus(ago).toString(),
        null);
  }

  private static Observation observation(ExternalBackupStatus backup, ExternalState state) {
    Observation seen =
        new Sample()
            .spec("backup.external.volumeSnapshot.claimName", "data")
            .spec("backup.external.timeout", "10m")
            .status(s -> s.plan(PLAN.withExternal(backup)).attempt(1L))
            .observation();
    return new Observation(
        seen.migration(), seen.jobs(), seen.beside(), state, seen.lastAttempt(), seen.now());
  }
}
