package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.operator.events.EventRecorder;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the step that was decided on. */
public final class Actor {
  private static final Logger LOG = LoggerFactory.getLogger(Actor.class);

  /** Another's write came between: look again when the watch has brought it. */
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  /** Answers of the API server that a later try may change only if somebody does something. */
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 422);

  private final KubernetesClient client;
  private final JobFactory jobs;
  private final EventRecorder events;
  private final Turns turns;

  public Actor(KubernetesClient client, JobFactory jobs, EventRecorder events, Turns turns) {
    this.client = client;
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

  /** The Job was not created yet: its turn will come. */
  record Queued(String behind) implements Outcome {}

  Outcome act(DatabaseMigration resource, Decision decision, Context<DatabaseMigration> context) {
    if (decision instanceof Decision.Write write) {
      return new Done(write(resource, write, context));
    }
    if (decision instanceof Decision.CreateJob create) {
      return create(resource, create.intent());
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
    DatabaseMigration changed = client.getKubernetesSerialization().clone(resource);
    changed.setStatus(write.status());
    try {
      DatabaseMigration written = client.resource(changed).updateStatus();
      context
          .eventSourceRetriever()
          .getControllerEventSource()
          .handleRecentResourceUpdate(ResourceID.fromResource(written), written, resource);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.of(AFTER_CONFLICT);
      }
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty(); // it is gone, and so is the need
      }
      throw e;
    }
    log(resource, write.status());
    for (Note note : write.notes()) {
      events.record(resource, note);
    }
    return write.lookAgainAfter();
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
    try {
      client.resource(job).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return existing(job);
      }
      if (!REFUSALS.contains(e.getCode())) {
        throw e;
      }
      String answer = ReconcileError.answer(e);
      return Refused.because(
          "JobRefused", "the API server refused Job " + intent.name() + ": " + answer);
    }
    LOG.info("{}: created Job {}", name(resource), intent.name());
    String text = "created Job " + intent.name() + " towards " + intent.target();
    events.record(resource, Note.normal(intent.step() + "Started", intent.step().name(), text));
    return new Done(Optional.empty());
  }

  static Turns.Place place(Migration migration, JobStatus intent) {
    return new Turns.Place(
        ResourceID.fromResource(migration.resource()),
        migration.address().server(),
        Instant.parse(intent.decidedAt()));
  }

  /** It is there already: whoever made it for this resource, made the same. */
  private Outcome existing(Job wanted) {
    Job found = client.resource(wanted).get();
    String uid = wanted.getMetadata().getLabels().get(Names.UID);
    boolean ours =
        found == null
            || (found.getMetadata().getLabels() != null
                && uid.equals(found.getMetadata().getLabels().get(Names.UID)));
    return ours
        ? Outcome.again(AFTER_CONFLICT)
        : Refused.because(
            "JobNameTaken",
            "there is a Job %s that is not the operator's, or lost its label %s: delete or rename it"
                .formatted(wanted.getMetadata().getName(), Names.UID));
  }

  private Outcome delete(DatabaseMigration resource, Decision.DeleteJobs delete) {
    String namespace = resource.getMetadata().getNamespace();
    for (String job : delete.names()) {
      LOG.info("{}: deleting Job {}: {}", name(resource), job, delete.why());
      client
          .batch()
          .v1()
          .jobs()
          .inNamespace(namespace)
          .withName(job)
          .withPropagationPolicy(DeletionPropagation.BACKGROUND)
          .delete();
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
