package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.Marks.Part;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private Catalog whole;
  private Marks marks;
  private Map<Long, NamedRelation> names = new HashMap<>();
  private SchemaSnapshot last;

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
    return SchemaSnapshot.byOwnPath(connection, this::follow);
  }

  private SchemaSnapshot follow(Connection connection) throws SQLException {
    Marks now = Marks.read(connection);
    if (last == null || !now.isGeneralAsIn(marks)) {
      return whole(connection, now);
    }
    Map<Long, Set<Part>> changed = now.since(marks);
    if (changed.isEmpty()) {
      return last;
    }
    Map<Long, NamedRelation> called = NamedRelation.read(connection, changed.keySet());
    if (!isLocal(changed.keySet(), now, called)) {
      return whole(connection, now);
    }
    SchemaObjects parts = parts(connection, changed);
    last = merge(changed, called, parts);
    marks = now;
    for (long oid : changed.keySet()) {
      names.remove(oid);
    }
    names.putAll(called);
    return last;
  }

  private SchemaSnapshot whole(Connection connection, Marks now) throws SQLException {
    whole = new Catalog(connection, options);
    whole.readObjects();
    last = snapshot(whole.objects);
    marks = now;
    names = NamedRelation.read(connection, now.relations());
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

  /** What was read again, by kind of part. */
  private record SchemaObjects(
      Map<Part, Set<Long>> relations, Map<ObjectId, SchemaObject> objects) {}

  private SchemaObjects parts(Connection connection, Map<Long, Set<Part>> changed)
      throws SQLException {
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
    Catalog catalog = new Catalog(connection, whole);
    // By the keys of a few relations there is one good order of joins, the one that is written:
    // to look for another takes longer than to read.
    String before = setting(connection, "join_collapse_limit", "1");
    catalog.readParts(relations);
    setting(connection, "join_collapse_limit", before);
    return new SchemaObjects(relations, catalog.objects);
  }

  /** Sets it for the transaction; gives what it was. */
  private static String setting(Connection connection, String name, String value)
      throws SQLException {
    String sql =
        "SELECT pg_catalog.current_setting('%1$s'), pg_catalog.set_config('%1$s', '%2$s', true)"
            .formatted(name, value);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** The last snapshot, with those parts in place of the ones that it has. */
  private SchemaSnapshot merge(
      Map<Long, Set<Part>> changed, Map<Long, NamedRelation> called, SchemaObjects read) {
    Map<String, Set<Part>> replaced = new HashMap<>();
    read.relations()
        .forEach(
            (part, oids) ->
                oids.forEach(
                    oid -> {
                      NamedRelation relation = names.getOrDefault(oid, called.get(oid));
                      replaced
                          .computeIfAbsent(
                              key(relation.schema(), relation.name()),
                              name -> EnumSet.noneOf(Part.class))
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
    objects.putAll(read.objects());
    return snapshot(objects);
  }

  private static String key(String schema, String name) {
    return schema + '\0' + name;
  }

  private static boolean isReplaced(SchemaObject object, Map<String, Set<Part>> replaced) {
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
        && replaced.getOrDefault(key(id.schema(), relation), Set.of()).contains(part);
  }
}
