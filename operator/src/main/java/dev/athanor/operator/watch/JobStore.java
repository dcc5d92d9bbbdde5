package dev.athanor.operator.watch;

import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What the watch of the Jobs keeps: a Job at work as it is, and of one that has ended, of which
 * every database has several, only whose it was and how it ended. Its report is read from the API
 * server when it ends.
 */
final class JobStore implements ItemStore<Job> {
  private static final Set<String> ENDS = Set.of("Complete", "Failed");
  private static final List<String> LABELS = List.of(Names.UID, Names.STEP);
  private static final List<String> ANNOTATIONS =
      List.of(Names.MIGRATION, Names.ATTEMPT, Names.BACKUP);

  private final Map<String, Kept> jobs = new ConcurrentHashMap<>();

  private sealed interface Kept {
    Job job();
  }

  private record AtWork(Job job) implements Kept {}

  /**
   * @param texts values of {@link #LABELS} and of {@link #ANNOTATIONS}, null where there is none
   */
  private record Ended(
      String namespace, String name, String version, String[] texts, String end, String at)
      implements Kept {

    static Ended of(Job job, JobCondition end) {
      ObjectMeta meta = job.getMetadata();
      String[] texts = new String[LABELS.size() + ANNOTATIONS.size()];
      int i = 0;
      for (String label : LABELS) {
        texts[i++] = meta.getLabels().get(label);
      }
      for (String annotation : ANNOTATIONS) {
        texts[i++] = meta.getAnnotations().get(annotation);
      }
      return new Ended(
          meta.getNamespace().intern(),
          meta.getName(),
          meta.getResourceVersion(),
          texts,
          end.getType().intern(),
          end.getLastTransitionTime());
    }

    @Override
    public Job job() {
      Job job = new Job();
      ObjectMeta meta = new ObjectMeta();
      meta.setNamespace(namespace);
      meta.setName(name);
      meta.setResourceVersion(version);
      meta.setLabels(some(LABELS, 0));
      meta.setAnnotations(some(ANNOTATIONS, LABELS.size()));
      job.setMetadata(meta);
      JobCondition condition = new JobCondition();
      condition.setType(end);
      condition.setStatus("True");
      condition.setLastTransitionTime(at);
      job.setStatus(new io.fabric8.kubernetes.api.model.batch.v1.JobStatus());
      job.getStatus().setConditions(List.of(condition));
      return job;
    }

    private Map<String, String> some(List<String> keys, int from) {
      Map<String, String> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        if (texts[from + i] != null) {
          map.put(keys.get(i), texts[from + i]);
        }
      }
      return map;
    }
  }

  @Override
  public String getKey(Job job) {
    return Cache.metaNamespaceKeyFunc(job);
  }

  @Override
  public Job put(String key, Job job) {
    Kept kept = end(job).<Kept>map(end -> Ended.of(job, end)).orElseGet(() -> new AtWork(job));
    return jobOf(jobs.put(key, kept));
  }

  @Override
  public Job remove(String key) {
    return jobOf(jobs.remove(key));
  }

  @Override
  public Job get(String key) {
    return jobOf(jobs.get(key));
  }

  @Override
  public Stream<Job> values() {
    return jobs.values().stream().map(Kept::job);
  }

  @Override
  public Stream<String> keySet() {
    return jobs.keySet().stream();
  }

  @Override
  public int size() {
    return jobs.size();
  }

  private static Job jobOf(Kept kept) {
    return kept == null ? null : kept.job();
  }

  private static Optional<JobCondition> end(Job job) {
    if (job.getStatus() == null || job.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    return job.getStatus().getConditions().stream()
        .filter(c -> ENDS.contains(c.getType()) && "True".equals(c.getStatus()))
        .findFirst();
  }
}
