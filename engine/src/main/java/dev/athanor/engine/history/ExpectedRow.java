package dev.athanor.engine.history;

import dev.athanor.engine.model.ChangesetKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a script expects DATABASECHANGELOG to say of a changeset.
 *
 * @param key as its row names it, letter for letter
 * @param checksums any one of which it may have been recorded with; empty for any at all
 */
public record ExpectedRow(ChangesetKey key, Optional<List<String>> checksums, State state) {

  /** What is recorded. */
  public enum State {
    /** Nothing. */
    ABSENT,
    /** That it was run, or that it counts as run. */
    RECORDED,
    /** That it was run: it is to be undone. */
    RUN
  }

  public ExpectedRow {
    Objects.requireNonNull(key, "key");
    checksums = checksums.map(List::copyOf);
    Objects.requireNonNull(state, "state");
  }
}
