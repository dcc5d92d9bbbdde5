package dev.athanor.rehearsal.record;

import dev.athanor.rehearsal.record.Look.Counts;
import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.rehearsal.recording.StatementRecording.RelationLock;
import dev.athanor.rehearsal.recording.StatementRecording.Rewrite;
import dev.athanor.rehearsal.recording.StatementRecording.Setting;
import dev.athanor.rehearsal.recording.StatementRecording.TableAccess;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known between two statements; what happened on the way to a later one is the
 * difference.
 *
 * @param look what the session has done
 * @param relations all of users' relations
 * @param schema the schema
 */
record Moment(Look look, Relations relations, SchemaSnapshot schema) {

  /** What got stronger locks, by the names of {@code existing}, which alone count. */
  List<RelationLock> locks(Map<Long, Set<LockMode>> later, Relations existing) {
    List<RelationLock> locks = new ArrayList<>();
    later.forEach(
        (oid, modes) -> {
          Set<LockMode> held = look.locks().getOrDefault(oid, Set.of());
          Optional<Relation> relation = existing.get(oid);
          for (LockMode mode : modes) {
            boolean known = held.stream().anyMatch(other -> other.covers(mode));
            boolean weaker = modes.stream().anyMatch(other -> other != mode && other.covers(mode));
            if (relation.isPresent() && !known && !weaker) {
              locks.add(new RelationLock(relation.get(), mode));
            }
          }
        });
    return locks;
  }

  List<Rewrite> rewrites(Moment later, Relations existing) {
    return later.relations == relations ? List.of() : relations.rewrites(later.relations, existing);
  }

  /** Tables of which rows were written on the way to a later look. */
  Set<Long> written(Look later) {
    Set<Long> written = new HashSet<>();
    later
        .counts()
        .forEach(
            (oid, counts) -> {
              Counts done = counts.minus(look.counts().getOrDefault(oid, Counts.NONE));
              if (done.inserted() + done.updated() + done.deleted() > 0) {
                written.add(oid);
              }
            });
    return written;
  }

  /** System catalogs of which rows were written on the way to a later look. */
  List<String> catalogs(Look later) {
    return later.catalogs().entrySet().stream()
        .filter(each -> !each.getValue().equals(look.catalogs().get(each.getKey())))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  List<Difference> changes(Moment later) {
    return later.schema == schema
        ? List.of()
        : SchemaDiff.between(schema, later.schema).differences();
  }

  List<Setting> settings(Moment later) {
    List<Setting> settings = new ArrayList<>();
    later
        .look
        .settings()
        .forEach(
            (name, value) -> {
              if (!value.equals(look.settings().get(name))) {
                settings.add(new Setting(name, value));
              }
            });
    return settings;
  }

  /** Tells whether a statement changed every row of a table. */
  interface Wholeness {
    /**
     * @param oid the table
     * @param done what the statement did
     */
    boolean isAll(long oid, Counts done) throws SQLException;
  }

  List<TableAccess> accesses(Moment later, Relations existing, Wholeness wholeness)
      throws SQLException {
    Map<Relation, TableAccess> accesses = new LinkedHashMap<>();
    for (Map.Entry<Long, Counts> each : later.look.counts().entrySet()) {
      long oid = each.getKey();
      Counts done = each.getValue().minus(look.counts().getOrDefault(oid, Counts.NONE));
      Optional<Relation> relation = existing.get(oid);
      if (!done.equals(Counts.NONE) && relation.isPresent()) {
        boolean all = done.updated() + done.deleted() > 1 && wholeness.isAll(oid, done);
        access(relation.get(), done, all, existing)
            .ifPresent(one -> accesses.merge(one.relation(), one, Moment::sum));
      }
    }
    return List.copyOf(accesses.values());
  }

  /** An index's scans are its table's; those of TOAST are nobody's business. */
  private static Optional<TableAccess> access(
      Relation relation, Counts done, boolean all, Relations existing) {
    if (relation.kind() == Relation.Kind.INDEX) {
      return existing
          .table(relation.schema(), relation.table())
          .map(table -> new TableAccess(table, 0, 0, done.scans(), 0, 0, 0, false));
    }
    return Optional.of(
        new TableAccess(
            relation,
            done.scans(),
            done.rows(),
            0,
            done.inserted(),
            done.updated(),
            done.deleted(),
            all));
  }

  private static TableAccess sum(TableAccess one, TableAccess other) {
    return new TableAccess(
        one.relation(),
        one.scans() + other.scans(),
        one.rowsScanned() + other.rowsScanned(),
        one.indexScans() + other.indexScans(),
        one.inserted() + other.inserted(),
        one.updated() + other.updated(),
        one.deleted() + other.deleted(),
        one.all() || other.all());
  }
}
