package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.operator.events.EventRecorder;
import dev.athanor.operator.events.Note;
import dev.athanor.operator.jobs.JobFactory;
import dev.athanor.operator.jobs.JobState.Result;
import dev.athanor.operator.resource.Migration;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
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
  private final Clock clock;

  public Actor(KubernetesClient client, JobFactory jobs, EventRecorder events, Clock clock) {
    this.client = client;
    this.jobs = jobs;
    this.events = events;
    this.clock = clock;
  }

  /**
   * @return when to look again; empty to wait for an event
   */
  Optional<Duration> act(
      DatabaseMigration resource, Decision decision, Context<DatabaseMigration> context) {
    if (decision instanceof Decision.Write write) {
      return write(resource, write, context);
    }
    if (decision instanceof Decision.CreateJob create) {
      return create(resource, create.intent(), context);
    }
    if (decision instanceof Decision.DeleteJobs delete) {
      return delete(resource, delete);
    }
    return decision.lookAgainAfter();
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
      throw e;
    }
    log(resource, write.status());
    for (Note note : write.notes()) {
      events.record(resource, note);
    }
    return write.lookAgainAfter();
  }

  private Optional<Duration> create(
      DatabaseMigration resource, JobStatus intent, Context<DatabaseMigration> context) {
    Migration migration = new Migration(resource);
    try {
      client.resource(jobs.create(migration, intent)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.of(AFTER_CONFLICT); // it is there already: whoever made it, made the same
      }
      if (!REFUSALS.contains(e.getCode())) {
        throw e;
      }
      String message = "the API server refused Job " + intent.name() + ": " + reason(e);
      Result refused = new Result(false, "JobRefused", true, message, null, null);
      return write(resource, Conclusion.of(migration, intent, refused, clock.instant()), context);
    }
    LOG.info("{}: created Job {}", name(resource), intent.name());
    String text = "created Job " + intent.name() + " towards " + intent.target();
    events.record(resource, Note.normal(intent.step() + "Started", intent.step().name(), text));
    return Optional.empty();
  }

  private Optional<Duration> delete(DatabaseMigration resource, Decision.DeleteJobs delete) {
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
    return Optional.of(AFTER_CONFLICT);
  }

  private static String reason(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? e.getMessage()
        : e.getStatus().getMessage();
  }

  private static void log(DatabaseMigration resource, DatabaseMigrationStatus status) {
    LOG.info("{}: {}: {}", name(resource), status.phase(), status.message());
  }

  private static String name(DatabaseMigration resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }
}
