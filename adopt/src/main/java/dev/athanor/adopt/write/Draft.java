package dev.athanor.adopt.write;

import dev.athanor.adopt.source.OldMigration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A revision to be written.
 *
 * @param migration what it is made of
 * @param parts its changesets; none where its SQL has to be written by hand
 * @param toWrite why it has to
 * @param undo what undoes all of it
 */
record Draft(OldMigration migration, List<Part> parts, Optional<String> toWrite, Undo undo) {
  Draft {
    Objects.requireNonNull(migration, "migration");
    parts = List.copyOf(parts);
    Objects.requireNonNull(toWrite, "toWrite");
    Objects.requireNonNull(undo, "undo");
  }

  String id() {
    return migration.id();
  }

  Draft undoneBy(Undo other) {
    return new Draft(migration, parts, toWrite, other);
  }
}
