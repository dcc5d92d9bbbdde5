package dev.athanor.operator.reconcile;

import static java.util.stream.Collectors.groupingBy;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus.Step;
import dev.athanor.operator.external.ExternalBackups;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.jobs.JobReader;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.JobState.NotStarted;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Looks at the world: from the watches' caches while they cannot mislead, from the API server where
 * a cache that lags a moment would (a Job that seems absent or was just created, a report that
 * seems missing, a Job that is to be deleted because it seems not to have started, a status that
 * was lost).
 */
public final class Observer {
  /** What nothing is to be changed beside, but a migration's own Jobs. */
  private static final Set<String> BESIDE = Set.of(Names.TAKE_BACKUP, Names.RESTORE);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final KubernetesClient client;
  private final JobReader reader;
  private final ExternalBackups externals;
  private final Clock clock;

  public Observer(KubernetesClient client, Clock clock) {
    this.client = client;
    this.reader = new JobReader(new LiveJobs(client)::warnings);
    this.externals = new ExternalBackups(client);
    this.clock = clock;
  }

  /**
   * @param cachedJobs Jobs of the resource as the watch knows them
   * @param cachedPods pods of the resource as the watch knows them
   */
  Observation observe(
      DatabaseMigration resource, Collection<Job> cachedJobs, Collection<Pod> cachedPods) {
    Migration migration = new Migration(resource);
    JobStatus intent = migration.status().job();
    List<Job> jobs = ours(migration, cachedJobs);
    List<Pod> pods = ours(migration, cachedPods);
    if (intent != null && pods.stream().noneMatch(pod -> jobOf(pod).equals(intent.name()))) {
      return live(resource); // pods that have ended are not watched
    }
    Observation seen = observation(migration, jobs, pods);
    return mayMislead(seen, intent) ? live(resource) : seen;
  }

  private static boolean mayMislead(Observation seen, JobStatus intent) {
    if (intent == null) {
      return seen.migration().status().attempt() == null
          || seen.jobs().values().stream().anyMatch(NotStarted.class::isInstance);
    }
    JobState state = seen.job(intent);
    boolean toBeDeleted =
        state instanceof NotStarted
            && (intent.step() == Step.GoBack || !seen.migration().wants(intent));
    return state.ended() || toBeDeleted;
  }

  /** The same without any cache. */
  Observation live(DatabaseMigration resource) {
    Migration migration = new Migration(resource);
    String namespace = resource.getMetadata().getNamespace();
    List<Job> jobs =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(namespace)
            .withLabel(Names.UID, migration.uid())
            .list()
            .getItems();
    List<Pod> pods =
        client
            .pods()
            .inNamespace(namespace)
            .withLabel(Names.UID, migration.uid())
            .list()
            .getItems();
    return observation(migration, jobs, pods);
  }

  /** What is known without looking. */
  Observation nothing(DatabaseMigration resource) {
    return new Observation(
        new Migration(resource),
        Map.of(),
        List.of(),
        new ExternalState.Absent(),
        0,
        clock.instant());
  }

  private Observation observation(Migration migration, List<Job> jobs, List<Pod> pods) {
    Map<String, JobState> own = states(of(Names.OWN_STEPS, jobs), of(Names.OWN_STEPS, pods));
    long last = of(Names.OWN_STEPS, jobs).stream().mapToLong(Observer::attempt).max().orElse(0);
    List<String> beside =
        states(of(BESIDE, jobs), of(BESIDE, pods)).entrySet().stream()
            .filter(job -> !job.getValue().ended())
            .map(job -> "Job " + job.getKey())
            .toList();
    return new Observation(migration, own, beside, external(migration), last, clock.instant());
  }

  /** Looked at only while it is waited for, for nothing watches such objects. */
  private ExternalState external(Migration migration) {
    return migration
        .awaitedExternalBackup()
        .map(backup -> externals.state(migration, backup))
        .orElseGet(ExternalState.Absent::new);
  }

  private static <T extends HasMetadata> List<T> of(Set<String> steps, List<T> all) {
    return all.stream()
        .filter(o -> steps.contains(o.getMetadata().getLabels().get(Names.STEP)))
        .toList();
  }

  private Map<String, JobState> states(List<Job> jobs, List<Pod> pods) {
    List<Job> oldestFirst = new ArrayList<>(jobs);
    oldestFirst.sort(
        Comparator.comparingLong(Observer::attempt)
            .thenComparing(job -> job.getMetadata().getLabels().get(Names.STEP)));
    Map<String, List<Pod>> podsOf = pods.stream().collect(groupingBy(Observer::jobOf));
    Map<String, JobState> states = new LinkedHashMap<>();
    for (Job job : oldestFirst) {
      String name = job.getMetadata().getName();
      states.put(name, reader.read(job, podsOf.getOrDefault(name, List.of())));
    }
    podsOf.forEach((job, left) -> states.computeIfAbsent(job, name -> reader.read(null, left)));
    return states;
  }

  /** Creation times would not do: they are whole seconds. Anybody can edit an annotation. */
  private static long attempt(Job job) {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    String attempt = annotations == null ? null : annotations.get(Names.ATTEMPT);
    return attempt != null && NUMBER.matcher(attempt).matches() ? Long.parseLong(attempt) : 0;
  }

  /** A resource that was deleted and made again must not take its forerunner's for its own. */
  private static <T extends HasMetadata> List<T> ours(Migration migration, Collection<T> all) {
    return all.stream()
        .filter(o -> migration.uid().equals(o.getMetadata().getLabels().get(Names.UID)))
        .toList();
  }

  private static String jobOf(Pod pod) {
    return pod.getMetadata().getLabels().getOrDefault(LiveJobs.JOB_NAME, "");
  }
}
