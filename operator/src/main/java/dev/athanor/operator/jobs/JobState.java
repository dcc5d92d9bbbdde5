package dev.athanor.operator.jobs;

import dev.athanor.crds.report.JobReport;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What can be seen of a Job and its pods, also of the pods of a Job that is gone. */
public sealed interface JobState {

  /** Whether nothing of it will touch the database any more. */
  default boolean ended() {
    return this instanceof Absent || this instanceof Ended;
  }

  /** There is neither a Job nor a pod of that name. */
  record Absent() implements JobState {}

  /**
   * The Job is there, and none of the containers that touch the database has started.
   *
   * @param trouble what holds it up
   */
  record NotStarted(Trouble trouble) implements JobState {
    public NotStarted {
      Objects.requireNonNull(trouble, "trouble");
    }
  }

  /**
   * At work, or bound to be: a pod whose Job is gone counts though it may not have started, for
   * nobody can keep it from doing so.
   *
   * @param container {@code plan}, {@code backup}, {@code rehearse} or {@code apply}
   * @param since when that container started; when the pod was made, while it has not
   * @param pods their names
   * @param trouble why it may never end
   */
  record Running(String container, Instant since, List<String> pods, Optional<Trouble> trouble)
      implements JobState {
    public Running {
      pods = List.copyOf(pods);
    }
  }

  /**
   * The containers that touch the database have ended. Whether the pod and the Job have is another
   * matter: a container that admission added may live on, and Kubernetes takes its time to say so.
   *
   * @param at when
   * @param lingering pods that have not ended all the same
   * @param deleted whether the Job is gone
   */
  record Ended(Result result, Instant at, List<String> lingering, boolean deleted)
      implements JobState {
    public Ended {
      lingering = List.copyOf(lingering);
    }
  }

  /**
   * How a Job ended.
   *
   * @param succeeded whether it did what it was for
   * @param reason code of the failure; null when it succeeded
   * @param retryable whether the same may succeed later
   * @param message for people
   * @param report what {@code plan}, {@code rehearse} or {@code apply} reported; null when it did
   *     not
   * @param backup what {@code backup} reported; null when it did not
   * @param store what any of them reported of the place of backups; null when none did
   */
  record Result(
      boolean succeeded,
      String reason,
      boolean retryable,
      String message,
      JobReport report,
      JobReport.Backup backup,
      JobReport.Store store) {

    /** An end that says nothing of the database. */
    public static Result failed(String reason, boolean retryable, String message) {
      return new Result(false, reason, retryable, message, null, null, null);
    }
  }
}
