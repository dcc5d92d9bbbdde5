package dev.athanor.operator.jobs;

import dev.athanor.crds.report.JobReport;
import java.time.Instant;

/** What can be seen of a Job. */
public sealed interface JobState {

  /** Whether no pod of it will do anything any more. */
  default boolean finished() {
    return this instanceof Finished;
  }

  /** There is none of that name. */
  record Absent() implements JobState {}

  /**
   * None of the containers that touch the database has started.
   *
   * @param reason Kubernetes' word for what holds it up, such as {@code FailedMount}
   * @param message Kubernetes' sentence; empty when nothing is wrong so far
   * @param since for how long it has been so
   * @param blocked whether something is wrong
   */
  record NotStarted(String reason, String message, Instant since, boolean blocked)
      implements JobState {}

  /**
   * At work.
   *
   * @param container {@code plan}, {@code backup} or {@code apply}
   */
  record Running(String container) implements JobState {}

  /**
   * Ended, and all its pods have.
   *
   * @param at when
   */
  record Finished(Result result, Instant at) implements JobState {}

  /**
   * How a Job ended.
   *
   * @param succeeded whether it did what it was for
   * @param reason code of the failure; null when it succeeded
   * @param retryable whether the same may succeed later
   * @param message for people
   * @param report what {@code plan} or {@code apply} reported; null when it did not
   * @param backup what {@code backup} reported; null when it did not
   */
  record Result(
      boolean succeeded,
      String reason,
      boolean retryable,
      String message,
      JobReport report,
      JobReport.Backup backup) {}
}
