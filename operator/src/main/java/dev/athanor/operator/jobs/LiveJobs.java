package dev.athanor.operator.jobs;

import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The Jobs as the API server has them: made, looked at and deleted there, and in no cache. */
public final class LiveJobs {
  /** Set on pods by the Job controller. */
  public static final String JOB_NAME = "batch.kubernetes.io/job-name";

  /** Answers of the API server that a later try may change only if somebody does something. */
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 422);

  private final KubernetesClient client;
  private final JobReader reader;

  public LiveJobs(KubernetesClient client) {
    this.client = client;
    this.reader = new JobReader(this::warnings);
  }

  /** What came of making a Job. */
  public sealed interface Made {}

  /** It was made. */
  public record New() implements Made {}

  /** It was there already, made for the same. */
  public record Known() implements Made {}

  /**
   * It was not made, and will not be before somebody does something.
   *
   * @param ending whether the namespace is being deleted: nothing is made in it any more
   */
  public record Refused(String reason, String message, boolean ending) implements Made {}

  /** Makes a Job; whoever made one of that name for that resource, made the same. */
  public Made create(Job job) {
    try {
      client.resource(job).create();
      return new New();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return existing(job);
      }
      if (!REFUSALS.contains(e.getCode())) {
        throw e;
      }
      String answer = answer(e);
      return new Refused(
          "JobRefused",
          "the API server refused Job " + job.getMetadata().getName() + ": " + answer,
          isEnding(e));
    }
  }

  private static boolean isEnding(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

  /** What the API server said, without the address that fabric8 puts in front. */
  public static String answer(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? e.getMessage()
        : e.getStatus().getMessage();
  }

  private Made existing(Job wanted) {
    Job found = client.resource(wanted).get();
    String uid = wanted.getMetadata().getLabels().get(Names.UID);
    boolean ours =
        found == null
            || (found.getMetadata().getLabels() != null
                && uid.equals(found.getMetadata().getLabels().get(Names.UID)));
    return ours
        ? new Known()
        : new Refused(
            "JobNameTaken",
            "there is a Job %s that is not the operator's, or lost its label %s: delete or rename it"
                .formatted(wanted.getMetadata().getName(), Names.UID),
            false);
  }

  /** What a Job of that name is doing. */
  public JobState state(String namespace, String name) {
    Job job = client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
    List<Pod> pods =
        client.pods().inNamespace(namespace).withLabel(JOB_NAME, name).list().getItems();
    return reader.read(job, pods);
  }

  /** The names of a migration's Jobs of these steps that have not ended. */
  public List<String> atWork(String namespace, String uid, Set<String> steps) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withLabel(Names.UID, uid)
        .list()
        .getItems()
        .stream()
        .filter(job -> steps.contains(job.getMetadata().getLabels().get(Names.STEP)))
        .filter(job -> !JobReader.hasEnded(job))
        .map(job -> job.getMetadata().getName())
        .toList();
  }

  public void delete(String namespace, String name) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withName(name)
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
  }

  /** The warning events about an object. */
  public List<Event> warnings(HasMetadata about) {
    return client
        .v1()
        .events()
        .inNamespace(Objects.requireNonNull(about.getMetadata().getNamespace()))
        .withField("involvedObject.uid", about.getMetadata().getUid())
        .withField("type", "Warning")
        .list()
        .getItems();
  }
}
