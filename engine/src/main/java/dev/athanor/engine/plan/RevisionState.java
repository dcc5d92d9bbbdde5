package dev.athanor.engine.plan;

import java.util.Objects;

/**
 * How much of a revision is applied.
 *
 * @param revision its id
 * @param applied how many of its changesets are recorded
 * @param total how many it has, those left out by contexts and labels aside
 */
public record RevisionState(String revision, int applied, int total) {
  public RevisionState {
    Objects.requireNonNull(revision, "revision");
  }

  public boolean complete() {
    return applied >= total;
  }

  /** {@code rev}, or {@code rev (2/3)} when it is partly applied. */
  @Override
  public String toString() {
    return complete() ? revision : revision + " (" + applied + "/" + total + ")";
  }
}
