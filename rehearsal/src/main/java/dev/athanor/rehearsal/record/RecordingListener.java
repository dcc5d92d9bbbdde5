package dev.athanor.rehearsal.record;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.SQLException;

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

  /** Whether it has changed rows of the database since it was last asked: files may be longer. */
  default boolean hasChangedRows() {
    return false;
  }

  /**
   * Called when a statement of a changeset fails; PostgreSQL may only have refused to run it in a
   * transaction, and then it is tried once more.
   */
  default void failed(ChangesetKey changeset, SQLException failure) {}
}
