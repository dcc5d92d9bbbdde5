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
    if (undo instanceof Undo.Each each && each.pieces().size() != parts.size()) {
      throw new IllegalArgumentException(each.pieces().size() + " pieces, " + parts.size());
    }
  }

  String id() {
    return migration.id();
  }

  Draft undoneBy(Undo other) {
    return new Draft(migration, parts, toWrite, other);
  }

  Draft undoneBy(UndoOfParts.Pieces pieces, boolean derived, List<String> lost) {
    return new Draft(
        migration, pieces.parts(), toWrite, new Undo.Each(pieces.undo(), derived, lost));
  }

  /** Whether somebody has to look for what undoes it, or for what of that undoes which part. */
  boolean isOpen() {
    return undo instanceof Undo.Unknown || isUndoneWhole();
  }

  /** Whether what undoes all of it would fail where only a part was applied. */
  boolean isUndoneWhole() {
    return undo instanceof Undo.Sql sql
        && !sql.statements().isEmpty()
        && (parts.size() > 1
            || !sql.transactional() && parts.stream().allMatch(Part::transactional));
  }
}
