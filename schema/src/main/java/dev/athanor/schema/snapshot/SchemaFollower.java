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

  /** As of the last time that all of them were read. */
  private Marks marks;

  /** What was read again since then. */
  private final Map<Long, Set<Part>> touched = new HashMap<>();

  /** When something was read last. */
  private Writes writes;

  /** Of what that transaction has written, as far as it was read. */
  private Marks written;

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
   * The same by a look at those rows only that this transaction has written, where it has deleted
   * none. The caller knows that since the last read nobody else has written to the catalogs, not
   * even in a transaction before this one, and that nothing was taken back.
   */
  public SchemaSnapshot readWritten(Connection connection) throws SQLException {
    Writes now = Writes.read(prepared.message(connection, false));
    if (last == null || !now.hasOnlyAddedSince(writes)) {
      return follow(connection);
    }
    if (!now.isOfTransactionOf(writes)) {
      written = written.ofRoles();
    }
    Marks more = Marks.readWritten(prepared.message(connection, false), now.mark());
    if (!more.isGeneralAsIn(written)) {
      return follow(connection);
    }
    Map<Long, Set<Part>> changed = more.since(written);
    if (!reads(connection, changed, more)) {
      return follow(connection);
    }
    touch(touched, changed);
    written = more;
    writes = now;
    return last;
  }

  private static void touch(Map<Long, Set<Part>> touched, Map<Long, Set<Part>> more) {
    more.forEach(
        (oid, parts) ->
            touched.computeIfAbsent(oid, each -> EnumSet.noneOf(Part.class)).addAll(parts));
  }

  /**
   * The tables and sequences, by oid, of which the last read has read something again; empty where
   * it has read everything.
   */
  public Optional<Set<Long>> reread() {
    return reread;
  }

  private SchemaSnapshot follow(Connection connection) throws SQLException {
    writes = Writes.read(prepared.message(connection, false));
    Marks now = Marks.read(prepared.message(connection, false));
    written = now.ofRoles();
    if (last == null || !now.isGeneralAsIn(marks)) {
      return whole(connection, now);
    }
    Map<Long, Set<Part>> changed = now.since(marks);
    touch(changed, touched);
    if (!reads(connection, changed, now)) {
      return whole(connection, now);
    }
    touched.clear();
    marks = now;
    return last;
  }

  /**
   * Reads again what has changed.
   *
   * @return false where that shows elsewhere, too: then nothing was read
   */
  private boolean reads(Connection connection, Map<Long, Set<Part>> changed, Marks now)
      throws SQLException {
    reread = Optional.of(Set.copyOf(changed.keySet()));
    if (changed.isEmpty()) {
      return true;
    }
    PreparedReads.Message message = prepared.message(connection, true);
    Map<Long, NamedRelation> called = NamedRelation.read(message, changed.keySet());
    Map<Part, Set<Long>> relations = relations(changed);
    Catalog parts = new Catalog(connection, whole);
    parts.readParts(relations, message);
    message.read();
    if (!isLocal(changed.keySet(), now, called)) {
      return false;
    }
    last = merge(relations, called, parts.objects);
    for (long oid : changed.keySet()) {
      names.remove(oid);
    }
    names.putAll(called);
    return true;
  }

  private SchemaSnapshot whole(Connection connection, Marks now) throws SQLException {
    last =
        SchemaSnapshot.byOwnPath(
            connection,
            each -> {
              whole = new Catalog(each, options);
              whole.readObjects();
              return snapshot(whole.objects);
            });
    PreparedReads.Message message = prepared.message(connection, false);
    names = NamedRelation.read(message, now.relations());
    message.read();
    marks = now;
    touched.clear();
    reread = Optional.empty();
    return last;
  }

  private SchemaSnapshot snapshot(Map<ObjectId, SchemaObject> objects) {
    return new SchemaSnapshot(whole.version, options.defaultSchema(), objects, Set.of(), Map.of());
  }

  /** Whether what has changed shows nowhere else. */
  private boolean isLocal(Set<Long> changed, Marks now, Map<Long, NamedRelation> called) {
    for (long oid : changed) {
      NamedRelation before = names.get(oid);
      NamedRelation after = called.get(oid);
      boolean gone = now.kind(oid).isBlank();
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
    last.objects()
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
