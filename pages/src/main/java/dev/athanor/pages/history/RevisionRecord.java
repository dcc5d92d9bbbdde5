package dev.athanor.pages.history;

import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.plan.Risk;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Kind;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A revision and what it did when it was replayed.
 *
 * @param compiled the revision and its changesets
 * @param sql of each changeset, in their order
 * @param recordings of its changesets that were run, in their order
 * @param risks what a reader should know of it, worst first
 */
public record RevisionRecord(
    CompiledRevision compiled,
    List<ChangesetSql> sql,
    List<ChangesetRecording> recordings,
    List<Risk> risks) {
  public RevisionRecord {
    Objects.requireNonNull(compiled, "compiled");
    sql = List.copyOf(sql);
    recordings = List.copyOf(recordings);
    risks = List.copyOf(risks);
  }

  public Revision revision() {
    return compiled.revision();
  }

  /** What changed in the catalog from its beginning to its end, by when it first changed. */
  public List<Difference> changes() {
    NetChanges net = new NetChanges();
    recordings.forEach(each -> net.add(each.changes()));
    return net.list();
  }

  /** Tables that it made itself, as {@code schema.name}: nobody waits for them. */
  public Set<String> made() {
    return recordings.stream()
        .flatMap(each -> each.changes().stream())
        .filter(each -> each instanceof Difference.Added && each.id().kind() == Kind.TABLE)
        .map(each -> each.id().path())
        .collect(Collectors.toSet());
  }
}
