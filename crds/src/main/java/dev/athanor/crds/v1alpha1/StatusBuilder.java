package dev.athanor.crds.v1alpha1;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.BackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.FailureStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.Phase;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.PlanStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.SuccessStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** A status in the making; starts from the one it was made from. */
public final class StatusBuilder {
  private Long observedGeneration;
  private Phase phase;
  private List<Condition> conditions;
  private String message;
  private String database;
  private String currentRevision;
  private String targetRevision;
  private Integer pending;
  private String observedAt;
  private String serverVersion;
  private String historyFingerprint;
  private String lastPlanHash;
  private PlanStatus plan;
  private Integer spentApprovals;
  private BackupStatus backup;
  private Long attempt;
  private JobStatus job;
  private FailureStatus failure;
  private SuccessStatus lastSuccess;
  private String lastRetryRequest;

  StatusBuilder(DatabaseMigrationStatus from) {
    observedGeneration = from.observedGeneration();
    phase = from.phase();
    conditions = from.conditions();
    message = from.message();
    database = from.database();
    currentRevision = from.currentRevision();
    targetRevision = from.targetRevision();
    pending = from.pending();
    observedAt = from.observedAt();
    serverVersion = from.serverVersion();
    historyFingerprint = from.historyFingerprint();
    lastPlanHash = from.lastPlanHash();
    plan = from.plan();
    spentApprovals = from.spentApprovals();
    backup = from.backup();
    attempt = from.attempt();
    job = from.job();
    failure = from.failure();
    lastSuccess = from.lastSuccess();
    lastRetryRequest = from.lastRetryRequest();
  }

  public StatusBuilder observedGeneration(Long value) {
    observedGeneration = value;
    return this;
  }

  public StatusBuilder phase(Phase value) {
    phase = value;
    return this;
  }

  public StatusBuilder conditions(List<Condition> value) {
    conditions = value;
    return this;
  }

  public StatusBuilder message(String value) {
    message = value;
    return this;
  }

  public StatusBuilder database(String value) {
    database = value;
    return this;
  }

  public StatusBuilder currentRevision(String value) {
    currentRevision = value;
    return this;
  }

  public StatusBuilder targetRevision(String value) {
    targetRevision = value;
    return this;
  }

  public StatusBuilder pending(Integer value) {
    pending = value;
    return this;
  }

  public StatusBuilder observedAt(String value) {
    observedAt = value;
    return this;
  }

  public StatusBuilder serverVersion(String value) {
    serverVersion = value;
    return this;
  }

  public StatusBuilder historyFingerprint(String value) {
    historyFingerprint = value;
    return this;
  }

  public StatusBuilder lastPlanHash(String value) {
    lastPlanHash = value;
    return this;
  }

  public StatusBuilder plan(PlanStatus value) {
    plan = value;
    return this;
  }

  public StatusBuilder spentApprovals(Integer value) {
    spentApprovals = value;
    return this;
  }

  public StatusBuilder backup(BackupStatus value) {
    backup = value;
    return this;
  }

  public StatusBuilder attempt(Long value) {
    attempt = value;
    return this;
  }

  public StatusBuilder job(JobStatus value) {
    job = value;
    return this;
  }

  public StatusBuilder failure(FailureStatus value) {
    failure = value;
    return this;
  }

  public StatusBuilder lastSuccess(SuccessStatus value) {
    lastSuccess = value;
    return this;
  }

  public StatusBuilder lastRetryRequest(String value) {
    lastRetryRequest = value;
    return this;
  }

  public DatabaseMigrationStatus build() {
    return new DatabaseMigrationStatus(
        observedGeneration,
        phase,
        conditions,
        message,
        database,
        currentRevision,
        targetRevision,
        pending,
        observedAt,
        serverVersion,
        historyFingerprint,
        lastPlanHash,
        plan,
        spentApprovals,
        backup,
        attempt,
        job,
        failure,
        lastSuccess,
        lastRetryRequest);
  }
}
