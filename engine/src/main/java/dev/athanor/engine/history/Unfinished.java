package dev.athanor.engine.history;

import dev.athanor.engine.model.ChangesetKey;
import java.util.List;
import java.util.Objects;

/**
 * A changeset outside a transaction that was begun and not recorded as done: to be resumed.
 *
 * @param key the changeset
 * @param undo whether it was being undone
 * @param next index of the statement that was running, or about to
 * @param before what existed before that statement and may tell whether it took effect: for a
 *     concurrent index build, the OIDs of the table's indexes
 */
public record Unfinished(ChangesetKey key, boolean undo, int next, List<String> before) {
  public Unfinished {
    Objects.requireNonNull(key, "key");
    before = List.copyOf(before);
  }
}
