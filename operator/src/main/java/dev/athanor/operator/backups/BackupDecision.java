package dev.athanor.operator.backups;

import dev.athanor.crds.report.JobReport;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseBackupStatus.BackupJobStatus;
import dev.athanor.operator.events.Note;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The one step that a reconcile of a backup takes. */
sealed interface BackupDecision {

  /**
   * Write the status (when it differs) and say what happened.
   *
   * @param status as it shall be
   * @param notes what is worth an event
   * @param lookAgainAfter though nothing happened; empty to wait for an event
   * @param others what has become of other backups, which is written down before
   */
  record Write(
      DatabaseBackupStatus status,
      List<Note> notes,
      Optional<Duration> lookAgainAfter,
      Optional<JobReport.Store> others)
      implements BackupDecision {
    public Write {
      notes = List.copyOf(notes);
    }
  }

  /** Create the Job that the status already names. */
  record CreateJob(BackupJobStatus intent) implements BackupDecision {}

  /** End a Job whose outcome nobody waits for. */
  record DeleteJob(String name) implements BackupDecision {}

  /**
   * Let the resource go.
   *
   * @param note what is worth an event
   */
  record Release(Optional<Note> note) implements BackupDecision {}
}
