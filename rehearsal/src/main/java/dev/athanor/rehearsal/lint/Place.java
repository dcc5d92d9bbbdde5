package dev.athanor.rehearsal.lint;

import dev.athanor.engine.model.ChangesetKey;
import java.util.Objects;

/**
 * A statement of a recording.
 *
 * @param revision the revision's id
 * @param changeset its changeset
 * @param statement its number within the changeset, from 1
 */
public record Place(String revision, ChangesetKey changeset, int statement) {
  public Place {
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(changeset, "changeset");
  }
}
