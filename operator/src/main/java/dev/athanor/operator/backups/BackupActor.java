package dev.athanor.operator.backups;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus.Step;
import dev.athanor.operator.events.EventRecorder;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.reconcile.Turns;
import dev.athanor.operator.records.Records;
import dev.athanor.operator.records.StatusWriter;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the step that was decided on for a backup. */
public final class BackupActor {
  private static final Logger LOG = LoggerFactory.getLogger(BackupActor.class);
  private static final Duration SOON = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final LiveJobs live;
  private final JobFactory jobs;
  private final EventRecorder events;
  private final Turns turns;
  private final Records records;

  public BackupActor(
      KubernetesClient client,
      JobFactory jobs,
      EventRecorder events,
      Turns turns,
      Records records) {
    this.client = client;
    this.live = new LiveJobs(client);
    this.jobs = jobs;
    this.events = events;
    this.turns = turns;
    this.records = records;
  }

  /**
   * What came of a step.
   *
   * @param released whether the resource may go
   * @param lookAgainAfter empty to wait for an event
   */
  record Outcome(boolean released, Optional<Duration> lookAgainAfter) {
    static Outcome again(Duration time) {
      return new Outcome(false, Optional.of(time));
    }
  }

  /**
   * @param decider is asked what it means that a Job could not be made
   */
  Outcome act(
      BackupView seen,
      BackupDecision decision,
      BackupDecider decider,
      Context<DatabaseBackup> context) {
    if (decision instanceof BackupDecision.Write write) {
      return write(seen, write, context);
    }
    if (decision instanceof BackupDecision.CreateJob create) {
      return create(seen, create.intent(), decider, context);
    }
    if (decision instanceof BackupDecision.DeleteJob delete) {
      live.delete(seen.record().resource().getMetadata().getNamespace(), delete.name());
      return Outcome.again(SOON);
    }
    ((BackupDecision.Release) decision)
        .note()
        .ifPresent(note -> record(seen.record().resource(), note));
    return new Outcome(true, Optional.empty());
  }

  private Outcome write(
      BackupView seen, BackupDecision.Write write, Context<DatabaseBackup> context) {
    DatabaseBackup resource = seen.record().resource();
    if (write.status().equals(resource.getStatus())) {
      return new Outcome(false, write.lookAgainAfter());
    }
    // First, so that it is told again where this operator ends in between.
    seen.migration()
        .ifPresent(
            migration -> write.others().ifPresent(others -> records.keep(migration, others)));
    switch (StatusWriter.write(client, resource, write.status(), context)) {
      case CONFLICT:
        return Outcome.again(SOON);
      case GONE:
        return new Outcome(false, Optional.empty());
      default:
        break;
    }
    LOG.info("{}: {}: {}", seen.record(), write.status().phase(), write.status().message());
    write.notes().forEach(note -> record(resource, note));
    return new Outcome(false, write.lookAgainAfter());
  }

  private Outcome create(
      BackupView seen,
      BackupJobStatus intent,
      BackupDecider decider,
      Context<DatabaseBackup> context) {
    DatabaseBackup resource = seen.record().resource();
    if (intent.step() == Step.Take) {
      Optional<String> queue = turns.claim(BackupReconciler.place(resource, intent));
      if (queue.isPresent()) {
        return act(seen, decider.queued(seen, queue.get()), decider, context);
      }
    }
    LiveJobs.Made made = make(seen, intent);
    if (made instanceof LiveJobs.Refused refused) {
      boolean deleted = resource.getMetadata().getDeletionTimestamp() != null;
      return deleted && refused.ending()
          ? new Outcome(true, Optional.empty()) // no Job can delete the dump any more: it stays
          : act(
              seen,
              decider.refused(seen, intent, refused.reason(), refused.message()),
              decider,
              context);
    }
    if (made instanceof LiveJobs.New) {
      LOG.info("{}: created Job {}", seen.record(), intent.name());
      record(
          resource,
          Note.normal(
              intent.step() + "Started", intent.step().name(), "created Job " + intent.name()));
    }
    return made instanceof LiveJobs.Known
        ? Outcome.again(SOON)
        : new Outcome(false, Optional.empty());
  }

  private LiveJobs.Made make(BackupView seen, BackupJobStatus intent) {
    Job job;
    try {
      job = jobs.create(seen.migration().orElseThrow(), seen.record().resource(), intent);
    } catch (IllegalArgumentException e) {
      return new LiveJobs.Refused(
          "JobRefused",
          "spec.runner of the DatabaseMigration has what no pod can have: " + e.getMessage(),
          false);
    }
    return live.create(job);
  }

  private void record(DatabaseBackup about, Note note) {
    events.record(about, note);
  }
}
