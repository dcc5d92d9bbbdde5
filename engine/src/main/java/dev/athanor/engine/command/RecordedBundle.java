package dev.athanor.engine.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import java.util.ArrayList;
import java.util.List;

/** Of a bundle what a history says was run, and no more: what a database should be. */
public final class RecordedBundle {
  private RecordedBundle() {}

  /** Changesets that were only marked as run are left out: they did nothing. */
  public static Bundle of(Bundle bundle, History history) {
    List<CompiledRevision> revisions = new ArrayList<>();
    for (CompiledRevision revision : bundle.revisions()) {
      List<Changeset> run =
          revision.changesets().stream()
              .filter(changeset -> wasRun(history, changeset.key()))
              .toList();
      // Also one of which nothing was run: what comes after it names it.
      revisions.add(new CompiledRevision(revision.revision(), run));
    }
    StringBuilder content = new StringBuilder(bundle.digest());
    revisions.forEach(r -> r.changesets().forEach(c -> content.append('\n').append(c.key())));
    return new Bundle(Digest.of(content.toString()), revisions, bundle::sql);
  }

  private static boolean wasRun(History history, ChangesetKey key) {
    return history.row(key).filter(row -> !row.markedRan()).isPresent();
  }
}
