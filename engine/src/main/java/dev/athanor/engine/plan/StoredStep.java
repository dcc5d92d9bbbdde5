package dev.athanor.engine.plan;

import dev.athanor.engine.history.StoredChangeset;
import dev.athanor.engine.model.Changeset;
import java.util.List;
import java.util.Optional;

/** A changeset that only the database knows, as far as undoing it needs it. */
final class StoredStep {
  private StoredStep() {}

  static Changeset changeset(StoredChangeset stored) {
    return new Changeset(
        stored.key(),
        "",
        List.of(),
        Changeset.OnValidationFail.HALT,
        stored.transactional(),
        false,
        false,
        true,
        "",
        "",
        Optional.empty(),
        stored.reversible(),
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        0);
  }
}
