package dev.athanor.rehearsal.fix;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.rehearsal.lint.SafeWay;
import dev.athanor.rehearsal.lint.SafeWay.Stage;
import dev.athanor.rehearsal.lint.SafeWay.Undo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A bundle in which stages stand in the place of changesets: what compiling them would give. */
final class RewrittenBundle {
  private final Bundle bundle;
  private final Map<ChangesetKey, SafeWay> ways;
  private final Map<ChangesetKey, ChangesetSql> sql = new HashMap<>();

  private RewrittenBundle(Bundle bundle, Map<ChangesetKey, SafeWay> ways) {
    this.bundle = bundle;
    this.ways = ways;
  }

  /**
   * @param ways what stands in the place of each
   */
  static Bundle of(Bundle bundle, Map<ChangesetKey, SafeWay> ways) {
    return new RewrittenBundle(bundle, ways).bundle();
  }

  private Bundle bundle() {
    List<CompiledRevision> revisions = new ArrayList<>();
    StringBuilder content = new StringBuilder(bundle.digest());
    for (CompiledRevision revision : bundle.revisions()) {
      List<Changeset> changesets = new ArrayList<>();
      for (Changeset changeset : revision.changesets()) {
        SafeWay way = ways.get(changeset.key());
        if (way == null) {
          changesets.add(changeset);
          sql.put(changeset.key(), bundle.sql(changeset));
        } else {
          content.append('\n').append(changeset.key()).append(way);
          changesets.addAll(stages(changeset, way, revision.changesets()));
        }
      }
      revisions.add(new CompiledRevision(revision.revision(), revision.guards(), changesets));
    }
    return new Bundle(Digest.of(content.toString()), revisions, sql::get);
  }

  private List<Changeset> stages(Changeset changeset, SafeWay way, List<Changeset> all) {
    List<String> ids = ids(changeset, way, all);
    ChangesetSql own = bundle.sql(changeset);
    List<Changeset> stages = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      Stage stage = way.stages().get(i);
      ChangesetKey key =
          new ChangesetKey(changeset.key().author(), ids.get(i), changeset.key().path());
      boolean reversible = !(stage.undo() instanceof Undo.Own) || changeset.reversible();
      stages.add(changeset.asStage(key, !stage.outside(), reversible));
      sql.put(key, new ChangesetSql(stage.sql(), undo(stage.undo(), own)));
    }
    return stages;
  }

  private static List<String> undo(Undo undo, ChangesetSql own) {
    if (undo instanceof Undo.Sql sql) {
      return List.of(sql.sql());
    }
    return undo instanceof Undo.Own ? own.down() : List.of();
  }

  /** The changeset's own for the first, then numbers that no other one of the revision has. */
  static List<String> ids(Changeset changeset, SafeWay way, List<Changeset> all) {
    List<String> taken = all.stream().map(each -> each.key().id()).toList();
    List<String> ids = new ArrayList<>(List.of(changeset.key().id()));
    for (int number = 2; ids.size() < way.stages().size(); number++) {
      String id = changeset.key().id() + "-" + number;
      if (!taken.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }
}
