package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.operator.external.ExternalState;
import dev.athanor.operator.jobs.JobState;
import dev.athanor.operator.jobs.JobState.Running;
import dev.athanor.operator.jobs.Trouble;
import dev.athanor.operator.resource.Migration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a decision is made from, and nothing else.
 *
 * @param migration the resource
 * @param jobs its Jobs by name, oldest first; also those of which only pods are left
 * @param beside what works on the same database for others and nothing is to be changed beside:
 *     Jobs that take a backup or restore
 * @param external what has become of the backup that another controller takes for the plan
 * @param lastAttempt the highest attempt of these; 0 when there are none
 * @param now the time
 */
public record Observation(
    Migration migration,
    Map<String, JobState> jobs,
    List<String> beside,
    ExternalState external,
    long lastAttempt,
    Instant now) {
  public Observation {
    beside = List.copyOf(beside);
    jobs = Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
  }

  JobState job(JobStatus intent) {
    return jobs.getOrDefault(intent.name(), new JobState.Absent());
  }

  /** Jobs and pods that may still do something. */
  List<String> atWork() {
    List<String> atWork = new ArrayList<>();
    jobs.forEach(
        (name, state) -> {
          if (state instanceof Running running) {
            running.pods().forEach(pod -> atWork.add("Pod " + pod));
          } else if (!state.ended()) {
            atWork.add("Job " + name);
          }
        });
    return atWork;
  }

  /** What keeps one of these from ever ending. */
  Optional<Trouble> trouble() {
    return jobs.values().stream()
        .filter(Running.class::isInstance)
        .flatMap(state -> ((Running) state).trouble().stream())
        .findFirst();
  }
}
