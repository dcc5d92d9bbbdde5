package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.operator.events.EventRecorder;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.external.ExternalBackups;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.records.StatusWriter;
import dev.athanor.operator.resource.Migration;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the step that was decided on. */
public final class Actor {
  private static final Logger LOG = LoggerFactory.getLogger(Actor.class);

  /** Another's write came between: look again when the watch has brought it. */
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final LiveJobs live;
  private final ExternalBackups externals;
  private final JobFactory jobs;
  private final EventRecorder events;
  private final Turns turns;

  public Actor(KubernetesClient client, JobFactory jobs, EventRecorder events, Turns turns) {
    this.client = client;
    this.live = new LiveJobs(client);
    this.externals = new ExternalBackups(client);
    this.jobs = jobs;
    this.events = events;
    this.turns = turns;
  }

  /** What came of a step. */
  sealed interface Outcome {
    static Outcome again(Duration time) {
      return new Done(Optional.of(time));
    }
  }

  /**
   * It was taken.
   *
   * @param lookAgainAfter empty to wait for an event
   */
  record Done(Optional<Duration> lookAgainAfter) implements Outcome {}

  /** The Job was not created, and why: what that means is to be decided. */
  record Refused(Result refusal) implements Outcome {
    static Outcome because(String reason, String message) {
      return new Refused(Result.failed(reason, true, message));
    }
  }

  /** Another controller cannot be asked for a backup. */
  record NotAsked(ExternalBackupStatus backup, ExternalState.Failed refusal) implements Outcome {}

  /** The Job was not created yet: its turn will come. */
  record Queued(String behind) implements Outcome {}

  Outcome act(DatabaseMigration resource, Decision decision, Context<DatabaseMigration> context) {
    if (decision instanceof Decision.Write write) {
      return new Done(write(resource, write, context));
    }
    if (decision instanceof Decision.CreateJob create) {
      return create(resource, create.intent());
    }
    if (decision instanceof Decision.CreateExternal create) {
      return create(resource, create.backup());
    }
    if (decision instanceof Decision.DeleteJobs delete) {
      return delete(resource, delete);
    }
    return new Done(Optional.empty());
  }

  /** Writes only what differs, and only over what the decision was made from. */
  private Optional<Duration> write(
      DatabaseMigration resource, Decision.Write write, Context<DatabaseMigration> context) {
    if (write.status().equals(resource.getStatus())) {
      return write.lookAgainAfter();
    }
    switch (StatusWriter.write(client, resource, write.status(), context)) {
      case CONFLICT:
        return Optional.of(AFTER_CONFLICT);
      case GONE:
        return Optional.empty(); // it is gone, and so is the need
      default:
        break;
    }
    log(resource, write.status());
    for (Note note : write.notes()) {
      events.record(resource, note);
    }
    return write.lookAgainAfter();
  }

  /**
   * Writes a part of the status that no step decides on, and says nothing about it.
   *
   * @return whether it was
   */
  boolean write(
      DatabaseMigration resource,
      DatabaseMigrationStatus status,
      Context<DatabaseMigration> context) {
    return StatusWriter.write(client, resource, status, context) == StatusWriter.Written.DONE;
  }

  private Outcome create(DatabaseMigration resource, JobStatus intent) {
    Migration migration = new Migration(resource);
    Optional<String> queue = turns.claim(place(migration, intent));
    if (queue.isPresent()) {
      return new Queued(queue.get());
    }
    Job job;
    try {
      job = jobs.create(migration, intent);
    } catch (IllegalArgumentException e) {
      return Refused.because(
          "JobRefused", "spec.runner has what no pod can have: " + e.getMessage());
    }
    LiveJobs.Made made = live.create(job);
    if (made instanceof LiveJobs.Known) {
      return Outcome.again(AFTER_CONFLICT);
    }
    if (made instanceof LiveJobs.Refused refused) {
      return Refused.because(refused.reason(), refused.message());
    }
    LOG.info("{}: created Job {}", name(resource), intent.name());
    String text = "created Job " + intent.name() + " towards " + intent.target();
    events.record(resource, Note.normal(intent.step() + "Started", intent.step().name(), text));
    return new Done(Optional.empty());
  }

  private Outcome create(DatabaseMigration resource, ExternalBackupStatus backup) {
    Optional<ExternalState.Failed> refusal = externals.create(new Migration(resource), backup);
    if (refusal.isPresent()) {
      return new NotAsked(backup, refusal.get());
    }
    LOG.info("{}: created {}", name(resource), backup);
    events.record(resource, Note.normal("ExternalBackupStarted", "Run", "created " + backup));
    return Outcome.again(AFTER_CONFLICT);
  }

  /** What a resource has decided on, for who is to know the turns again. */
  static Optional<TurnEvents.Work> work(DatabaseMigration resource) {
    Migration migration = new Migration(resource);
    return Optional.ofNullable(migration.status().job())
        .map(intent -> new TurnEvents.Work(place(migration, intent), intent.name()));
  }

  static Turns.Place place(Migration migration, JobStatus intent) {
    return new Turns.Place(
        Turns.Who.of(migration.resource()),
        migration.address().server(),
        Instant.parse(intent.decidedAt()));
  }

  private Outcome delete(DatabaseMigration resource, Decision.DeleteJobs delete) {
    String namespace = resource.getMetadata().getNamespace();
    for (String job : delete.names()) {
      LOG.info("{}: deleting Job {}: {}", name(resource), job, delete.why());
      live.delete(namespace, job);
    }
    return Outcome.again(AFTER_CONFLICT);
  }

  private static void log(DatabaseMigration resource, DatabaseMigrationStatus status) {
    LOG.info("{}: {}: {}", name(resource), status.phase(), status.message());
  }

  private static String name(DatabaseMigration resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }
}
