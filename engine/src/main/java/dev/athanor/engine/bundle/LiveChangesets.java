package dev.athanor.engine.bundle;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The changesets of a bundle with something that only a live Liquibase could run, such as custom
 * Java changes. A replay leaves that out: what it does to a schema nobody can know.
 */
public final class LiveChangesets {
  private LiveChangesets() {}

  /** A line for each: which, and why it could not be compiled. */
  public static List<String> of(Bundle bundle) {
    return bundle.revisions().stream()
        .flatMap(revision -> revision.changesets().stream())
        .filter(changeset -> changeset.live().isPresent())
        .map(changeset -> changeset.key() + ": " + changeset.live().get().reason())
        .toList();
  }

  /** The same bundle, in which each of them runs with what is known of it. */
  public static Bundle without(Bundle bundle) {
    if (of(bundle).isEmpty()) {
      return bundle;
    }
    Set<ChangesetKey> live = new HashSet<>();
    List<CompiledRevision> revisions = new ArrayList<>();
    for (CompiledRevision revision : bundle.revisions()) {
      List<Changeset> changesets = new ArrayList<>();
      for (Changeset changeset : revision.changesets()) {
        if (changeset.live().isPresent()) {
          live.add(changeset.key());
        }
        changesets.add(changeset.asCompiled());
      }
      revisions.add(new CompiledRevision(revision.revision(), changesets));
    }
    ChangesetSql nothing = new ChangesetSql(List.of("SELECT 1"), List.of());
    return new Bundle(
        bundle.digest(),
        revisions,
        key -> live.contains(key) && bundle.sql(key).up().isEmpty() ? nothing : bundle.sql(key));
  }
}
