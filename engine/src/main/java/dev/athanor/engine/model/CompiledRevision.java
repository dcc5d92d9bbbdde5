package dev.athanor.engine.model;

import java.util.List;
import java.util.Objects;

/**
 * A revision and its changesets in the order they run.
 *
 * @param guards what its file requires, and those that include it, the outermost first
 */
public record CompiledRevision(
    Revision revision, List<FileGuard> guards, List<Changeset> changesets) {
  public CompiledRevision {
    Objects.requireNonNull(revision, "revision");
    guards = List.copyOf(guards);
    changesets = List.copyOf(changesets);
  }

  /** One whose file requires nothing. */
  public CompiledRevision(Revision revision, List<Changeset> changesets) {
    this(revision, List.of(), changesets);
  }
}
