package dev.athanor.rehearsal.lint;

import dev.athanor.rehearsal.recording.LockMode;
import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.rehearsal.recording.StatementRecording.Rewrite;
import dev.athanor.rehearsal.recording.StatementRecording.TableAccess;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One statement of a recording, with what rules ask of it.
 *
 * @param place where it stands
 * @param recording what it did
 * @param start the catalog that its changeset found: what was recorded has its names
 * @param before the catalog it found
 * @param after the catalog it left
 * @param held the strongest lock that its transaction has on each table or view when it ends, its
 *     own included; of those that were there before the revision, by their names before the
 *     changeset
 * @param renames what it renamed
 */
record Scene(
    Place place,
    StatementRecording recording,
    State start,
    State before,
    State after,
    Map<ObjectId, LockMode> held,
    Map<ObjectId, ObjectId> renames) {

  /** What was of one kind before a statement and is otherwise after it. */
  record Change<T>(T before, T after) {}

  static ObjectId tableOf(ObjectId child) {
    return ObjectId.table(child.schema(), child.within());
  }

  /** The table or view that a relation is, or belongs to. */
  static ObjectId tableOf(Relation relation) {
    boolean view =
        relation.kind() == Relation.Kind.VIEW || relation.kind() == Relation.Kind.MATERIALIZED_VIEW;
    if (view) {
      return ObjectId.of(Kind.VIEW, relation.schema(), relation.name());
    }
    return ObjectId.table(
        relation.schema(), relation.table().isEmpty() ? relation.name() : relation.table());
  }

  /** The same, as it is called when the statement begins. */
  ObjectId table(Relation relation) {
    ObjectId atStart = tableOf(relation);
    ObjectId origin = start.origins().get(atStart);
    return origin == null ? atStart : before.called(origin).orElse(atStart);
  }

  /** What is new, but not only because its table is. */
  <T extends SchemaObject> List<T> added(Class<T> type) {
    return objects(Difference.Added.class, type)
        .filter(each -> !renames.containsValue(each.id()))
        .filter(each -> !comesWith(each.id(), before))
        .toList();
  }

  /** What is gone, but not only because its table is. */
  <T extends SchemaObject> List<T> removed(Class<T> type) {
    return objects(Difference.Removed.class, type)
        .filter(each -> !renames.containsKey(each.id()))
        .filter(each -> !comesWith(each.id(), after))
        .toList();
  }

  <T extends SchemaObject> List<Change<T>> changed(Class<T> type) {
    List<Change<T>> changes = new ArrayList<>();
    for (Difference each : recording.changes()) {
      if (each instanceof Difference.Changed && type.isInstance(each.before())) {
        changes.add(new Change<>(type.cast(each.before()), type.cast(each.after())));
      }
    }
    return changes;
  }

  /**
   * Constraints that rows have to keep from now on: new ones, and those that were only declared.
   */
  List<Constraint> demanded() {
    List<Constraint> demanded = new ArrayList<>(added(Constraint.class));
    changed(Constraint.class).stream()
        .filter(change -> !change.before().isEnforced())
        .forEach(change -> demanded.add(change.after()));
    demanded.removeIf(constraint -> !constraint.isEnforced());
    return demanded;
  }

  private <T extends SchemaObject> Stream<T> objects(
      Class<? extends Difference> kind, Class<T> type) {
    return recording.changes().stream()
        .filter(kind::isInstance)
        .map(each -> each.before() != null ? each.before() : each.after())
        .filter(type::isInstance)
        .map(type::cast);
  }

  /** Whether an object belongs to a table or view that is not there in the other state. */
  private static boolean comesWith(ObjectId id, State other) {
    return switch (id.kind()) {
      case COLUMN, CONSTRAINT, INDEX, TRIGGER, RULE, POLICY ->
          other.get(tableOf(id)) == null
              && other.get(ObjectId.of(Kind.VIEW, id.schema(), id.within())) == null;
      default -> false;
    };
  }

  /** Whether a table or view, as it is called before or after it, was there before the revision. */
  boolean existed(ObjectId relation) {
    return before.existed(relation) || after.existed(relation);
  }

  /** The strongest lock that is held on a table or view; nothing where it is in nobody's way. */
  Optional<LockMode> lock(ObjectId relation) {
    return Optional.ofNullable(held.get(atStart(relation)));
  }

  /** What a table or view was called when the changeset began. */
  private ObjectId atStart(ObjectId relation) {
    ObjectId origin = before.origins().getOrDefault(relation, after.origins().get(relation));
    return start.called(origin).orElse(relation);
  }

  boolean blocksReads(ObjectId relation) {
    return lock(relation).filter(LockMode::blocksReads).isPresent();
  }

  boolean blocksWrites(ObjectId relation) {
    return lock(relation).filter(LockMode::blocksWrites).isPresent();
  }

  /**
   * Existing tables, materialized views and indexes that were written anew; not what was emptied.
   */
  List<Rewrite> rewrites(Relation.Kind... kinds) {
    return recording.rewrites().stream()
        .filter(each -> List.of(kinds).contains(each.relation().kind()))
        .filter(each -> start.existed(tableOf(each.relation())))
        .filter(each -> !isEmptied(each))
        .toList();
  }

  /** Existing tables that TRUNCATE emptied. */
  List<ObjectId> emptied() {
    return recording.rewrites().stream()
        .filter(each -> each.relation().kind() == Relation.Kind.TABLE && isEmptied(each))
        .filter(each -> start.existed(tableOf(each.relation())))
        .map(each -> table(each.relation()))
        .toList();
  }

  /**
   * What is written anew is read before; of a table without rows, nothing else tells. A
   * materialized view WITH NO DATA cannot be read at all.
   */
  private boolean isEmptied(Rewrite rewrite) {
    if (rewrite.relation().kind() == Relation.Kind.MATERIALIZED_VIEW) {
      return false;
    }
    boolean unread =
        rewrite.relation().kind() == Relation.Kind.TABLE && !reads(table(rewrite.relation()));
    return rewrite.bytesAfter() == 0 && (rewrite.bytesBefore() > 0 || unread);
  }

  /** Existing tables whose rows were read one after the other. */
  List<ObjectId> scanned() {
    return accesses().filter(each -> each.scans() > 0).map(each -> table(each.relation())).toList();
  }

  /** Whether a table, or a partition below it, was read from its beginning. */
  boolean scans(ObjectId table) {
    return scanned().stream().anyMatch(each -> isWithin(each, table));
  }

  /** Whether rows of a table, or of a partition below it, were read by whatever way. */
  boolean reads(ObjectId table) {
    return accesses()
        .filter(each -> each.scans() + each.indexScans() > 0)
        .anyMatch(each -> isWithin(table(each.relation()), table));
  }

  /** Whether a table, or a partition below it, has another file. */
  boolean rewrites(ObjectId table) {
    return rewrites(Relation.Kind.TABLE).stream()
        .anyMatch(each -> isWithin(table(each.relation()), table));
  }

  /** Whether a table is, or is a partition of, another. */
  boolean isWithin(ObjectId table, ObjectId other) {
    if (table.equals(other)) {
      return true;
    }
    Optional<Table> known = after.table(table).or(() -> before.table(table));
    return known.isPresent()
        && known.get().parents().stream().anyMatch(parent -> isWithin(parent, other));
  }

  /** What was read and written of existing tables. */
  Stream<TableAccess> accesses() {
    return recording.accesses().stream().filter(each -> start.existed(tableOf(each.relation())));
  }

  /** Compared whole or kept for PostgreSQL alone: written also by what leaves all as it is. */
  private static final Set<String> REWRITTEN =
      Set.of("pg_attribute", "pg_constraint", "pg_depend", "pg_statistic");

  /**
   * Whether a statement changed the schema, as far as that is compared or not, or took a table's
   * file away.
   */
  boolean changesCatalog() {
    return !recording.changes().isEmpty()
        || !recording.rewrites().isEmpty()
        || recording.catalogs().stream().anyMatch(each -> !REWRITTEN.contains(each));
  }

  /** Whether a statement did what takes the longer the larger a table is. */
  boolean isSlow() {
    return recording.rewrites().stream().anyMatch(this::isWork)
        || accesses().anyMatch(each -> each.scans() > 0);
  }

  private boolean isWork(Rewrite rewrite) {
    return start.existed(tableOf(rewrite.relation())) && !isEmptied(rewrite);
  }
}
