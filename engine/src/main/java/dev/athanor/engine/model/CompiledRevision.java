package dev.athanor.engine.model;

import java.util.List;
import java.util.Objects;

/** A revision and its changesets in the order they run. */
public record CompiledRevision(Revision revision, List<Changeset> changesets) {
  public CompiledRevision {
    Objects.requireNonNull(revision, "revision");
    changesets = List.copyOf(changesets);
  }
}
