package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.resource.Migration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything a decision is made from, and nothing else.
 *
 * @param migration the resource
 * @param jobs its Jobs by name, oldest first
 * @param lastAttempt the highest attempt of these; 0 when there are none
 * @param livingPods its pods that have not ended, by name, with the Job each belongs to
 * @param now the time
 */
public record Observation(
    Migration migration,
    Map<String, JobState> jobs,
    long lastAttempt,
    Map<String, String> livingPods,
    Instant now) {
  public Observation {
    jobs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
    livingPods = Map.copyOf(livingPods);
  }

  JobState job(JobStatus intent) {
    return jobs.getOrDefault(intent.name(), new JobState.Absent());
  }

  /** Jobs and pods that may still do something, other than those of the given Job. */
  List<String> othersAtWork(String jobName) {
    List<String> others = new ArrayList<>();
    jobs.forEach(
        (name, state) -> {
          if (!name.equals(jobName) && !state.finished()) {
            others.add("Job " + name);
          }
        });
    livingPods.forEach(
        (pod, job) -> {
          boolean itsJobSpeaksForIt = jobs.containsKey(job) && !jobs.get(job).finished();
          if (!itsJobSpeaksForIt) {
            others.add("Pod " + pod);
          }
        });
    return others;
  }
}
