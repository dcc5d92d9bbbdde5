package dev.athanor.engine.history;

import dev.athanor.engine.model.ChangesetKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the runs have left that did not succeed, since the last one that did: one that was killed
 * counts as failed, for it is asked for where none is at work.
 *
 * @param runs all of them, oldest first
 * @param changesets the identities of the changesets that they were to apply
 * @param kept the identities of those changesets of which something that they dropped is kept
 */
public record FailedRuns(List<Run> runs, Set<String> changesets, Set<String> kept) {
  static final FailedRuns NONE = new FailedRuns(List.of(), Set.of(), Set.of());

  /**
   * One of them.
   *
   * @param from the revisions that were current
   * @param to those that it was to lead to
   */
  public record Run(boolean down, List<String> from, List<String> to) {
    public Run {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  public FailedRuns {
    runs = List.copyOf(runs);
    changesets = Set.copyOf(changesets);
    kept = Set.copyOf(kept);
  }

  /** Whether one of them was to apply this. */
  public boolean applied(ChangesetKey key) {
    return changesets.contains(key.identity());
  }

  /** Whether something that this changeset dropped comes back when it is undone. */
  public boolean isKept(ChangesetKey key) {
    return kept.contains(key.identity());
  }

  /**
   * A downgrade that failed, and was not itself on the way back to where the first of them began:
   * what it has undone, no undoing brings back.
   */
  public Optional<Run> downgrade() {
    return runs.stream().filter(run -> run.down() && !run.to().equals(start())).findFirst();
  }

  /** The revisions that were current when the first of them began. */
  public List<String> start() {
    return runs.isEmpty() ? List.of() : runs.get(0).from();
  }
}
