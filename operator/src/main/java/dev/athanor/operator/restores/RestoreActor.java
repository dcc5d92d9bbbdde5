package dev.athanor.operator.restores;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseRestore;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus;
import dev.athanor.operator.events.EventRecorder;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.records.StatusWriter;
import dev.athanor.operator.records.StatusWriter.Written;
import dev.athanor.operator.resource.Migration;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the step that was decided on for a restore. */
public final class RestoreActor {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreActor.class);
  private static final Duration SOON = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final LiveJobs live;
  private final JobFactory jobs;
  private final EventRecorder events;

  public RestoreActor(KubernetesClient client, JobFactory jobs, EventRecorder events) {
    this.client = client;
    this.live = new LiveJobs(client);
    this.jobs = jobs;
    this.events = events;
  }

  /**
   * @param decider is asked what it means that a Job could not be made
   * @return when to look again; empty to wait for an event
   */
  Optional<Duration> act(
      RestoreView seen,
      RestoreDecision decision,
      RestoreDecider decider,
      Context<DatabaseRestore> context) {
    if (decision instanceof RestoreDecision.Write write) {
      return write(seen, write, context);
    }
    if (decision instanceof RestoreDecision.Hold) {
      hold(seen);
      return Optional.of(SOON);
    }
    return create(seen, ((RestoreDecision.CreateJob) decision).intent(), decider, context);
  }

  private Optional<Duration> write(
      RestoreView seen, RestoreDecision.Write write, Context<DatabaseRestore> context) {
    DatabaseRestore resource = seen.record().resource();
    if (write.status().equals(resource.getStatus())) {
      return write.lookAgainAfter();
    }
    Written written = StatusWriter.write(client, resource, write.status(), context);
    if (written != Written.DONE) {
      return written == Written.CONFLICT ? Optional.of(SOON) : Optional.empty();
    }
    LOG.info("{}: {}: {}", seen.record().id(), write.status().phase(), write.status().message());
    write.notes().forEach(note -> events.record(resource, note));
    return write.lookAgainAfter();
  }

  /** An annotation, not spec.suspend: the spec is its owner's, and a GitOps tool puts it back. */
  private void hold(RestoreView seen) {
    String name = seen.record().name();
    client
        .resources(DatabaseMigration.class)
        .inNamespace(seen.record().resource().getMetadata().getNamespace())
        .withName(seen.record().spec().migrationRef().name())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Migration.HELD_BY, name));
    events.record(
        seen.record().resource(),
        Note.normal(
            "MigrationHeld",
            "Hold",
            "DatabaseMigration %s starts nothing until its annotation %s is taken away"
                .formatted(seen.record().spec().migrationRef().name(), Migration.HELD_BY)));
  }

  private Optional<Duration> create(
      RestoreView seen,
      RestoreJobStatus intent,
      RestoreDecider decider,
      Context<DatabaseRestore> context) {
    LiveJobs.Made made = make(seen, intent);
    if (made instanceof LiveJobs.Refused refused) {
      return act(
          seen,
          decider.refused(seen, intent, refused.reason(), refused.message()),
          decider,
          context);
    }
    if (made instanceof LiveJobs.New) {
      LOG.info("{}: created Job {}", seen.record().id(), intent.name());
      events.record(
          seen.record().resource(),
          Note.normal(
              intent.step() + "Started", intent.step().name(), "created Job " + intent.name()));
    }
    return made instanceof LiveJobs.Known ? Optional.of(SOON) : Optional.empty();
  }

  private LiveJobs.Made make(RestoreView seen, RestoreJobStatus intent) {
    Job job;
    try {
      job = jobs.create(seen.migration().orElseThrow(), seen.record(), intent);
    } catch (IllegalArgumentException e) {
      return new LiveJobs.Refused(
          "JobRefused",
          "spec.runner of the DatabaseMigration has what no pod can have: " + e.getMessage(),
          false);
    }
    return live.create(job);
  }
}
