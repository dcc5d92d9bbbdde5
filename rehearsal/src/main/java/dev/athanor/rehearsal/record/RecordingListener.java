package dev.athanor.rehearsal.record;

import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.schema.snapshot.SchemaSnapshot;

/** Hears of each changeset when it is recorded, with the schemas before and after it. */
@FunctionalInterface
public interface RecordingListener {
  /** Hears nothing. */
  RecordingListener NONE = (changeset, before, after) -> {};

  /**
   * Called for each changeset that ran to its end, in order. The schemas are whole, and not kept:
   * those of a thousand changesets would be a heap full.
   *
   * @param before as {@code changeset} found it
   * @param after as it left it
   */
  void recorded(ChangesetRecording changeset, SchemaSnapshot before, SchemaSnapshot after);
}
