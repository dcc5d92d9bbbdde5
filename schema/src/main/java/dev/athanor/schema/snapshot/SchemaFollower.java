package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.Marks.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the schema of one database again and again, and each time only what may be otherwise than
 * the last time: parts of plain tables and sequences of which catalog rows were written since.
 * Whatever else has changed, or was renamed, it reads all.
 *
 * <p>Its snapshots have the objects of {@link SchemaSnapshot#read}, and neither dependencies nor
 * what is not compared, which only those need that write DDL. Where nothing has changed, the last
 * snapshot is given again. Not for several threads.
 */
public final class SchemaFollower {
  private static final int NOT_NULL_IS_A_CONSTRAINT = 18;

  private final SnapshotOptions options;
  private final PreparedReads prepared = new PreparedReads();
  private Catalog whole;
  private Marks marks;
  private Map<Long, NamedRelation> names = new HashMap<>();
  private SchemaSnapshot last;
  private Optional<Set<Long>> reread = Optional.empty();

  public SchemaFollower(SnapshotOptions options) {
    this.options = options;
  }

  /**
   * @param connection as for {@link SchemaSnapshot#read}; to the same database each time
   */
  public SchemaSnapshot read(Connection connection) throws SQLException {
    return SchemaSnapshot.reading(connection, this::follow);
  }

  /** The same in a transaction of the caller's, as {@link SchemaSnapshot#readWithin}. */
  public SchemaSnapshot readWithin(Connection connection) throws SQLException {
    return follow(connection);
  }

  /**
   * The tables and sequences, by oid, of which the last read has read something again; empty where
   * it has read everything.
   */
  public Optional<Set<Long>> reread() {
    return reread;
  }

  private SchemaSnapshot follow(Connection connection) throws SQLException {
    SchemaSnapshot known = last;
    // Where this reading throws, the next one begins anew.
    last = null;
    if (known == null) {
      marks = new Marks();
    }
    marks.read(prepared, connection);
    last =
        known == null || marks.isGeneralChanged() ? whole(connection) : changed(connection, known);
    return last;
  }

  private SchemaSnapshot changed(Connection connection, SchemaSnapshot known) throws SQLException {
    Map<Long, Set<Part>> changed = marks.changed();
    reread = Optional.of(Set.copyOf(changed.keySet()));
    if (changed.isEmpty()) {
      return known;
    }
    PreparedReads.Message message = prepared.message(connection, true);
    Map<Long, NamedRelation> called = NamedRelation.read(message, changed.keySet());
    Map<Part, Set<Long>> relations = relations(changed);
    Catalog parts = new Catalog(connection, whole);
    parts.readParts(relations, message);
    message.read();
    if (!isLocal(changed.keySet(), called)) {
      return whole(connection);
    }
    SchemaSnapshot merged = merge(known, relations, called, parts.objects);
    for (long oid : changed.keySet()) {
      names.remove(oid);
    }
    names.putAll(called);
    return merged;
  }

  private SchemaSnapshot whole(Connection connection) throws SQLException {
    SchemaSnapshot snapshot =
        SchemaSnapshot.byOwnPath(
            connection,
            each -> {
              whole = new Catalog(each, options);
              whole.readObjects();
              return snapshot(whole.objects);
            });
    PreparedReads.Message message = prepared.message(connection, false);
    names = NamedRelation.read(message, marks.relations());
    message.read();
    reread = Optional.empty();
    return snapshot;
  }

  private SchemaSnapshot snapshot(Map<ObjectId, SchemaObject> objects) {
    return new SchemaSnapshot(whole.version, options.defaultSchema(), objects, Set.of(), Map.of());
  }

  /** Whether what has changed shows nowhere else. */
  private boolean isLocal(Set<Long> changed, Map<Long, NamedRelation> called) {
    for (long oid : changed) {
      NamedRelation before = names.get(oid);
      NamedRelation after = called.get(oid);
      boolean gone = !marks.has(oid);
      boolean plain = before != null && gone || after != null;
      boolean alone = (before == null || !before.family()) && (after == null || !after.family());
      boolean renamed = before != null && after != null && !after.isCalledAs(before);
      if (!plain || !alone || renamed) {
        return false;
      }
    }
    return true;
  }

  /** Which relations to read again, by kind of part. */
  private Map<Part, Set<Long>> relations(Map<Long, Set<Part>> changed) {
    Map<Part, Set<Long>> relations = new EnumMap<>(Part.class);
    changed.forEach(
        (oid, parts) -> {
          Set<Part> wider = EnumSet.copyOf(parts);
          if (parts.contains(Part.KEYS)) {
            // Which index a table is clustered on.
            wider.add(Part.TABLE);
            if (whole.version >= NOT_NULL_IS_A_CONSTRAINT) {
              wider.add(Part.COLUMNS);
            }
          }
          if (options.grants() && !parts.contains(Part.SEQUENCE)) {
            wider.addAll(EnumSet.of(Part.TABLE, Part.COLUMNS));
          }
          wider.forEach(part -> relations.computeIfAbsent(part, each -> new TreeSet<>()).add(oid));
        });
    return relations;
  }

  /** The last snapshot, with those parts in place of the ones that it has. */
  private SchemaSnapshot merge(
      SchemaSnapshot known,
      Map<Part, Set<Long>> read,
      Map<Long, NamedRelation> called,
      Map<ObjectId, SchemaObject> found) {
    Map<String, Map<String, Set<Part>>> replaced = new HashMap<>();
    read.forEach(
        (part, oids) ->
            oids.forEach(
                oid -> {
                  NamedRelation relation = names.getOrDefault(oid, called.get(oid));
                  replaced
                      .computeIfAbsent(relation.name(), name -> new HashMap<>())
                      .computeIfAbsent(relation.schema(), schema -> EnumSet.noneOf(Part.class))
                      .add(part);
                }));
    Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();
    known
        .objects()
        .forEach(
            (id, object) -> {
              if (!isReplaced(object, replaced)) {
                objects.put(id, object);
              }
            });
    objects.putAll(found);
    return snapshot(objects);
  }

  private static boolean isReplaced(
      SchemaObject object, Map<String, Map<String, Set<Part>>> replaced) {
    ObjectId id = object instanceof Grant grant ? grant.on() : object.id();
    Part part =
        switch (id.kind()) {
          case TABLE -> Part.TABLE;
          case COLUMN -> Part.COLUMNS;
          case CONSTRAINT, INDEX -> Part.KEYS;
          case TRIGGER, RULE, POLICY -> Part.PROGRAMS;
          case STATISTICS -> Part.STATISTICS;
          case SEQUENCE -> Part.SEQUENCE;
          default -> null;
        };
    String relation = id.within().isEmpty() ? id.name() : id.within();
    return part != null
        && replaced
            .getOrDefault(relation, Map.of())
            .getOrDefault(id.schema(), Set.of())
            .contains(part);
  }
}
