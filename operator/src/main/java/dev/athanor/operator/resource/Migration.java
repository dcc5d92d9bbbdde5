package dev.athanor.operator.resource;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec;
import dev.athanor.crds.v1alpha1.DatabaseMigrationSpec.Approval;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.GoBackStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.RehearsalStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.SuccessStatus;
import dev.athanor.crds.v1alpha1.RehearsalSpec;
import dev.athanor.crds.v1alpha1.RehearsalSpec.Mode;
import dev.athanor.crds.v1alpha1.RetrySpec;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A resource with its defaults filled in, and what can be said of it without looking elsewhere. */
public record Migration(DatabaseMigration resource) {
  /** Asks for another try at once; any new value does. */
  public static final String RETRY_ANNOTATION = "athanor.dev/retry";

  /** Asks for the store to be listed again; any new value does. */
  public static final String LIST_ANNOTATION = "athanor.dev/list-backups";

  /**
   * Holds the resource as {@code spec.suspend} does: the name of the DatabaseRestore that was or is
   * at work on its database. The operator writes it, and never takes it away.
   */
  public static final String HELD_BY = "athanor.dev/held-by";

  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration SLOW_CLOCK = Duration.ofMinutes(1);

  public DatabaseMigrationSpec spec() {
    return resource.getSpec();
  }

  /** What is known of the database that the spec names; nothing of another that it named before. */
  public DatabaseMigrationStatus status() {
    DatabaseMigrationStatus known =
        resource.getStatus() == null ? DatabaseMigrationStatus.EMPTY : resource.getStatus();
    return known.database() == null || known.database().equals(database())
        ? known
        : ofAnotherDatabase(known);
  }

  private static DatabaseMigrationStatus ofAnotherDatabase(DatabaseMigrationStatus known) {
    return DatabaseMigrationStatus.EMPTY.toBuilder()
        .observedGeneration(known.observedGeneration())
        .phase(known.phase())
        .conditions(known.conditions())
        .message(known.message())
        .attempt(known.attempt())
        .job(known.job())
        .spentApprovals(known.spentApprovals())
        .lastRetryRequest(known.lastRetryRequest())
        .build();
  }

  /** Where the database is. */
  public DatabaseAddress address() {
    return DatabaseAddress.of(spec().database(), resource.getMetadata().getNamespace());
  }

  /** The same as it stands in the status; that of the status while the spec cannot be read. */
  public String database() {
    if (spec() == null) {
      return resource.getStatus() == null ? null : resource.getStatus().database();
    }
    return address().toString();
  }

  /** As logs have it. */
  @Override
  public String toString() {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }

  public ResourceID id() {
    return ResourceID.fromResource(resource);
  }

  public String uid() {
    return resource.getMetadata().getUid();
  }

  public long generation() {
    Long generation = resource.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }

  /** Empty when the spec cannot be read. */
  public String digest() {
    return spec() == null ? "" : spec().source().digest();
  }

  public boolean suspended() {
    return Boolean.TRUE.equals(spec().suspend()) || heldBy().isPresent();
  }

  /** The DatabaseRestore that holds it. */
  public Optional<String> heldBy() {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations == null ? null : annotations.get(HELD_BY));
  }

  /** Whether a Job that has not started shall still do so. */
  public boolean wants(JobStatus job) {
    if (job.step() == Step.GoBack) {
      // What was begun is taken back whatever was changed since, where it was begun; and what was
      // changed may be what kept the Job from starting.
      return goBack().isPresent()
          && (isCurrent(job.generation()) || !database().equals(job.database()));
    }
    return isCurrent(job.generation()) && !suspended();
  }

  public boolean allowDowngrade() {
    return Boolean.TRUE.equals(spec().allowDowngrade());
  }

  public boolean allowLive() {
    return Boolean.TRUE.equals(spec().allowLive());
  }

  public boolean allowUnknownHistory() {
    return spec().history() != null && Boolean.TRUE.equals(spec().history().allowUnknown());
  }

  public boolean allowForeignHistory() {
    return spec().history() != null && Boolean.TRUE.equals(spec().history().allowForeign());
  }

  /** Whose hand in the history is accepted. */
  public List<String> trustedRoles() {
    return spec().history() == null || spec().history().trustedRoles() == null
        ? List.of()
        : spec().history().trustedRoles();
  }

  public boolean needsApproval() {
    return spec().approval() == Approval.Manual;
  }

  /** Whether a plan is to be tried on its backup first, and has not been. */
  public boolean needsRehearsal(PlanStatus plan) {
    RehearsalSpec rehearsal = spec().rehearsal();
    if (rehearsal == null || plan.rehearsal() != null) {
      return false;
    }
    return rehearsal.mode() == Mode.Always
        || rehearsal.mode() == Mode.Risky && !plan.risks().isEmpty();
  }

  /** The backup that another controller takes for the plan, while it is waited for. */
  public Optional<ExternalBackupStatus> awaitedExternalBackup() {
    return planToGoOnWith()
        .map(PlanStatus::external)
        .filter(backup -> backup.readyAt() == null && spec().backup().external() != null)
        .filter(backup -> !resource.isMarkedForDeletion());
  }

  /** How long such a backup may take. */
  public Duration externalTimeout() {
    return parse(spec().backup().external().timeout(), Duration.ofMinutes(30));
  }

  /** Number of the last Job pair; 0 before the first. */
  public long attempt() {
    return status().attempt() == null ? 0 : status().attempt();
  }

  /** The failure policy at work; of what somebody else has written, only what can be one. */
  public Optional<GoBackStatus> goBack() {
    return Optional.ofNullable(status().goBack())
        .filter(
            back ->
                Stream.of(
                        back.generation(),
                        back.attempt(),
                        back.policy(),
                        back.state(),
                        back.tries())
                    .allMatch(Objects::nonNull));
  }

  /** How many approvals have been used up. */
  public int spentApprovals() {
    return status().spentApprovals() == null ? 0 : status().spentApprovals();
  }

  /**
   * What approves the plan of this hash. After each approved run it is something else, so that a
   * word that was given once is never taken for another: histories come back, by a restore for one.
   */
  public String approvalOf(String hash) {
    return spentApprovals() == 0 ? hash : hash + "#" + (spentApprovals() + 1);
  }

  /** Empty when the database is not to be looked at again. */
  public Optional<Duration> verifyInterval() {
    Duration interval =
        spec().verifyInterval() == null ? DAY : Durations.parse(spec().verifyInterval());
    return interval.isZero() ? Optional.empty() : Optional.of(interval);
  }

  public int retryLimit() {
    RetrySpec retry = spec().retry();
    return retry == null || retry.limit() == null ? 10 : retry.limit();
  }

  /**
   * How long to wait after the given failure.
   *
   * @param count how often it failed in a row, from 1
   */
  public Duration backoff(int count) {
    RetrySpec retry = spec().retry();
    Duration first = parse(retry == null ? null : retry.backoff(), Duration.ofSeconds(10));
    Duration most = parse(retry == null ? null : retry.maxBackoff(), Duration.ofMinutes(10));
    // 2^20 s is twelve days: beyond it only overflow waits.
    Duration wait = first.multipliedBy(1L << Math.min(count - 1, 20));
    return wait.compareTo(most) < 0 ? wait : most;
  }

  /** Whether the database was at the target of this very generation when it was last seen. */
  public boolean atTargetWhenLastSeen() {
    SuccessStatus last = status().lastSuccess();
    return last != null
        && isCurrent(last.generation())
        && digest().equals(last.digest())
        && (status().pending() == null || status().pending() == 0);
  }

  /** Whether this very bundle has been brought to this very target, as far as is known. */
  public boolean hasRun(JobStatus job) {
    SuccessStatus last = status().lastSuccess();
    return last != null && job.digest().equals(last.digest()) && job.target().equals(last.target());
  }

  /**
   * Whether it was there when it was last seen, whatever else of the resource was changed since.
   */
  public boolean atThisTargetWhenLastSeen() {
    SuccessStatus last = status().lastSuccess();
    return last != null
        && digest().equals(last.digest())
        && spec().target().equals(last.target())
        && (status().pending() == null || status().pending() == 0)
        && status().failure() == null;
  }

  /** Whether nothing is to be done until it is time to look again. */
  public boolean satisfied() {
    return atTargetWhenLastSeen() && failureOfThisGeneration().isEmpty();
  }

  /** Whether it was at the target and could not be looked at since. */
  public boolean uncertain() {
    return atTargetWhenLastSeen()
        && failureOfThisGeneration().filter(FailureStatus::retryable).isPresent();
  }

  /** Whether a Job has worked for this generation. */
  public boolean plannedBefore() {
    SuccessStatus last = status().lastSuccess();
    return (last != null && isCurrent(last.generation()))
        || failureOfThisGeneration().isPresent()
        || planOfThisGeneration().isPresent();
  }

  public Optional<FailureStatus> failureOfThisGeneration() {
    return Optional.ofNullable(status().failure()).filter(f -> isCurrent(f.generation()));
  }

  public Optional<PlanStatus> planOfThisGeneration() {
    return Optional.ofNullable(status().plan())
        .filter(p -> isCurrent(p.generation()) && digest().equals(p.digest()));
  }

  /** The same, unless its rehearsal has shown that it is not to run. */
  public Optional<PlanStatus> planToGoOnWith() {
    return planOfThisGeneration()
        .filter(
            p -> p.rehearsal() == null || RehearsalStatus.PASSED.equals(p.rehearsal().outcome()));
  }

  /**
   * When to look at an up-to-date database again: after its interval, shifted by up to a tenth
   * either way, and when something is kept past its time.
   */
  public Optional<Instant> nextVerification() {
    SuccessStatus last = status().lastSuccess();
    if (last == null) {
      return Optional.empty();
    }
    Instant at = Instant.parse(last.at());
    return Stream.of(
            verifyInterval().map(interval -> at.plus(jittered(interval))),
            // Once: what could not be forgotten then waits for the interval.
            forgetAt().filter(at::isBefore))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /** When the first of what upgrades have kept is to be forgotten, also by a clock that is slow. */
  public Optional<Instant> forgetAt() {
    return Optional.ofNullable(status().kept())
        .map(kept -> Instant.parse(kept.until()).plus(SLOW_CLOCK));
  }

  private Duration jittered(Duration interval) {
    int permille = Math.floorMod(uid().hashCode(), 201) - 100;
    return interval.plus(interval.multipliedBy(permille).dividedBy(1000));
  }

  /** The request for another try that has not been acted on. */
  public Optional<String> retryRequest() {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations)
        .map(a -> a.get(RETRY_ANNOTATION))
        .filter(value -> !value.equals(status().lastRetryRequest()));
  }

  /** The last word on listing the store, whether it was acted on or not. */
  public Optional<String> listRequest() {
    return Optional.ofNullable(resource.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(LIST_ANNOTATION));
  }

  private static Duration parse(String text, Duration otherwise) {
    return text == null ? otherwise : Durations.parse(text);
  }

  /**
   * Whether something was made for the spec as it is now.
   *
   * @param madeFor its generation; null, and not so, where somebody else has written the status
   */
  public boolean isCurrent(Long madeFor) {
    return madeFor != null && madeFor == generation();
  }
}
