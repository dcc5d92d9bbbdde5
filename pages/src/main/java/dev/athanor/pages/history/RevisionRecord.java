package dev.athanor.pages.history;

import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Revision;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A revision and what it did when it was replayed.
 *
 * @param compiled the revision and its changesets
 * @param sql of each changeset, in their order
 * @param recordings of its changesets that were run, in their order
 */
public record RevisionRecord(
    CompiledRevision compiled, List<ChangesetSql> sql, List<ChangesetRecording> recordings) {
  public RevisionRecord {
    Objects.requireNonNull(compiled, "compiled");
    sql = List.copyOf(sql);
    recordings = List.copyOf(recordings);
  }

  public Revision revision() {
    return compiled.revision();
  }

  /** What changed in the catalog from its beginning to its end, by when it first changed. */
  public List<Difference> changes() {
    Map<ObjectId, Difference> net = new LinkedHashMap<>();
    for (ChangesetRecording recording : recordings) {
      for (Difference change : recording.changes()) {
        net.merge(change.id(), change, RevisionRecord::both);
      }
    }
    return net.values().stream().filter(each -> !isNone(each)).toList();
  }

  private static Difference both(Difference first, Difference second) {
    SchemaObject before = first.before();
    SchemaObject after = second.after();
    if (before == null) {
      return after == null ? new Difference.Changed(first.after(), first.after()) : second(after);
    }
    return after == null ? new Difference.Removed(before) : new Difference.Changed(before, after);
  }

  private static Difference second(SchemaObject after) {
    return new Difference.Added(after);
  }

  /** What was made and dropped again, or changed and changed back. */
  private static boolean isNone(Difference change) {
    return change.before() != null && change.before().equals(change.after());
  }
}
