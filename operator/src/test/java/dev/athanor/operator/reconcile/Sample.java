package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.SuccessStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatusBuilder;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.JobState.Ended;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.testing.Manifests;
import dev.athanor.operator.testing.Reports;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An observation, built field by field: generation 2 of a resource that nothing is known of. */
final class Sample {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final String JOB = "tweeteval-plan-1";

  private final Map<String, Object> spec = new LinkedHashMap<>();
  private final Map<String, JobState> jobs = new LinkedHashMap<>();
  private DatabaseMigrationStatus status = DatabaseMigrationStatus.EMPTY;
  private String uid = "0f6e7a52-0000-4000-8000-000000000001";
  private String retry;
  private long lastAttempt;

  Sample spec(String path, Object value) {
    spec.put(path, value);
    return this;
  }

  Sample status(UnaryOperator<DatabaseMigrationStatusBuilder> change) {
    status = change.apply(status.toBuilder()).build();
    return this;
  }

  Sample status(DatabaseMigrationStatus whole) {
    status = whole;
    return this;
  }

  Sample retryAnnotation(String value) {
    retry = value;
    return this;
  }

  Sample job(String name, JobState state) {
    jobs.put(name, state);
    return this;
  }

  Sample uid(String value) {
    uid = value;
    return this;
  }

  Sample lastAttempt(long attempt) {
    lastAttempt = attempt;
    return this;
  }

  Observation observation() {
    DatabaseMigration resource = Manifests.typed("default", "tweeteval", spec);
    resource.getMetadata().setUid(uid);
    resource.getMetadata().setGeneration(2L);
    resource
        .getMetadata()
        .setAnnotations(retry == null ? Map.of() : Map.of(Migration.RETRY_ANNOTATION, retry));
    resource.setStatus(status);
    return new Observation(
        new Migration(resource), jobs, List.of(), new ExternalState.Absent(), lastAttempt, NOW);
  }

  static Running running(String container) {
    return running(container, null);
  }

  static Running running(String container, Trouble trouble) {
    return new Running(
        container, NOW.minusSeconds(50), List.of("pod-x"), Optional.ofNullable(trouble));
  }

  static Ended ended(Result result) {
    return new Ended(result, NOW.minusSeconds(5), List.of(), false);
  }

  static JobStatus intent(Step step, long generation) {
    return new JobStatus(
        step,
        JOB,
        generation,
        Manifests.DIGEST,
        "head",
        1L,
        step == Step.Run ? Reports.HASH : null,
        NOW.minus(Duration.ofMinutes(20)).toString(),
        "postgres:5432/tweeteval");
  }

  static PlanStatus plan(long generation, String digest) {
    return new PlanStatus(
        generation,
        digest,
        "Up",
        Reports.HASH,
        3,
        List.of(),
        NOW.toString(),
        JOB,
        Reports.HASH,
        null,
        null);
  }

  static FailureStatus failure(long generation, boolean retryable, int count, Instant retryAt) {
    return new FailureStatus(
        generation,
        "Locked",
        "held",
        JOB,
        retryable,
        count,
        NOW.minusSeconds(60).toString(),
        retryAt == null ? null : retryAt.toString());
  }

  static SuccessStatus success(long generation, String digest, Instant at) {
    return new SuccessStatus(generation, digest, "head", Reports.HEAD, at.toString(), null);
  }
}
