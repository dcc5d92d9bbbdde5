package dev.athanor.rehearsal.lint;

import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.Recording;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What there is to judge by.
 *
 * @param start the catalog before the first of {@code up}
 * @param up what applied the revisions
 * @param down what undid them again; empty where nothing was undone
 * @param stopped changesets of {@code up} that made-up rows had stopped before
 * @param untried revisions whose way back was wanted and not tried, each with the reason
 */
public record Trial(
    Map<ObjectId, SchemaObject> start,
    Recording up,
    Optional<Recording> down,
    List<ChangesetRecording> stopped,
    Map<String, String> untried) {
  public Trial {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(up, "up");
    Objects.requireNonNull(down, "down");
    stopped = List.copyOf(stopped);
    untried = Map.copyOf(untried);
  }

  /** What only applied revisions, on empty tables or full ones. */
  public static Trial of(Map<ObjectId, SchemaObject> start, Recording up) {
    return new Trial(start, up, Optional.empty(), List.of(), Map.of());
  }

  /** The catalog when all that ran of {@code up} had run. */
  Map<ObjectId, SchemaObject> end() {
    State state = State.before(start);
    for (ChangesetRecording changeset : up.changesets()) {
      if (changeset.ran()) {
        for (StatementRecording statement : changeset.statements()) {
          state = state.after(statement.changes());
        }
      }
    }
    return state.objects();
  }
}
