package dev.athanor.engine.plan;

import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.model.Changeset;

/** A changeset that only the database knows, as far as undoing it needs it. */
final class StoredStep {
  private StoredStep() {}

  static Changeset changeset(StoredChangeset stored) {
    return Changeset.plain(stored.key(), "", stored.transactional(), stored.reversible(), "");
  }
}
