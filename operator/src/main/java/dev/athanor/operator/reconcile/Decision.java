package dev.athanor.operator.reconcile;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.JobStatus;
import dev.athanor.operator.events.Note;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The one step that a reconcile takes. */
public sealed interface Decision {

  /**
   * Write the status (when it differs) and say what happened.
   *
   * @param status as it shall be
   * @param notes what is worth an event
   * @param lookAgainAfter though nothing happened; empty to wait for an event
   */
  record Write(DatabaseMigrationStatus status, List<Note> notes, Optional<Duration> lookAgainAfter)
      implements Decision {
    public Write {
      notes = List.copyOf(notes);
    }

    /** The same, with the record of its backup. */
    Write withRecord(String name) {
      return new Write(
          status.toBuilder().backup(status.backup().withRecord(name)).build(),
          notes,
          lookAgainAfter);
    }

    /** The same, looking again after this time at the latest. */
    Write within(Duration time) {
      Duration sooner = lookAgainAfter.filter(own -> own.compareTo(time) < 0).orElse(time);
      return new Write(status, notes, Optional.of(sooner));
    }
  }

  /** Create the Job that the status already names. */
  record CreateJob(JobStatus intent) implements Decision {}

  /**
   * Create the object that the status already names, by which another controller takes a backup.
   */
  record CreateExternal(ExternalBackupStatus backup) implements Decision {}

  /**
   * Delete Jobs that are finished or never started.
   *
   * @param why for the log
   */
  record DeleteJobs(List<String> names, String why) implements Decision {
    public DeleteJobs {
      names = List.copyOf(names);
    }
  }

  /** Let the resource go. */
  record Release() implements Decision {}
}
