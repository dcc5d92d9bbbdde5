package dev.athanor.operator.restores;

import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus;
import dev.athanor.crds.v1alpha1.DatabaseRestoreStatus.RestoreJobStatus;
import dev.athanor.operator.events.Note;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The one step that a reconcile of a restore takes. */
sealed interface RestoreDecision {

  /**
   * Write the status (when it differs) and say what happened.
   *
   * @param notes what is worth an event
   * @param lookAgainAfter though nothing happened; empty to wait for an event
   */
  record Write(DatabaseRestoreStatus status, List<Note> notes, Optional<Duration> lookAgainAfter)
      implements RestoreDecision {
    public Write {
      notes = List.copyOf(notes);
    }
  }

  /** Keep the DatabaseMigration from starting anything. */
  record Hold() implements RestoreDecision {}

  /** Create the Job that the status already names. */
  record CreateJob(RestoreJobStatus intent) implements RestoreDecision {}
}
