package dev.athanor.rehearsal.record;

import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.rehearsal.recording.StatementRecording.Rewrite;
import dev.athanor.schema.snapshot.PreparedReads;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The relations of users at one moment, by OID, each with the file that holds it. */
final class Relations {
  /** What is there: a relation itself, its indexes, its TOAST table, and that one's index. */
  private static final String QUERY =
      """
      SELECT found.root::bigint, found.oid::bigint, found.relkind, n.nspname, found.relname,
        found.owner, coalesce(pg_relation_filenode(found.oid), 0)::bigint,
        coalesce(pg_relation_size(found.oid), 0)
      FROM (
        SELECT r.oid AS root, r.oid, r.relkind, r.relnamespace, r.relname,
          coalesce(s.relname, '') AS owner
        FROM pg_class r
        LEFT JOIN pg_depend d ON r.relkind = 'S' AND d.classid = 'pg_class'::regclass
          AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
          AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_class s ON s.oid = d.refobjid
        WHERE r.relkind NOT IN ('i', 'I', 't') AND {r.oid}
        UNION ALL
        SELECT r.oid, c.oid, c.relkind, c.relnamespace, c.relname, r.relname
        FROM pg_class r
        JOIN pg_index i ON i.indrelid = r.oid
        JOIN pg_class c ON c.oid = i.indexrelid
        WHERE r.relkind <> 't' AND {r.oid}
        UNION ALL
        SELECT r.oid, c.oid, c.relkind, c.relnamespace, c.relname, r.relname
        FROM pg_class r
        JOIN pg_class c ON c.oid = r.reltoastrelid
        WHERE {r.oid}
        UNION ALL
        SELECT r.oid, c.oid, c.relkind, c.relnamespace, c.relname, r.relname
        FROM pg_class r
        JOIN pg_index i ON i.indrelid = r.reltoastrelid
        JOIN pg_class c ON c.oid = i.indexrelid
        WHERE {r.oid}
      ) AS found
      JOIN pg_namespace n ON n.oid = found.relnamespace
      WHERE n.nspname NOT IN ('athanor', 'athanor_kept') AND n.nspname !~ '^pg_(toast_)?temp_'
      """;

  private static final String ALL = QUERY.replace("{r.oid}", "r.oid >= " + Looker.FIRST_OF_USERS);

  private static final String SOME = QUERY.replace("{r.oid}", "r.oid = ANY ($1)");

  private static final String GROWN =
      "SELECT each::bigint, pg_relation_size(each) FROM unnest($1) AS each"
          + " WHERE pg_relation_size(each) > 0";

  /**
   * @param root the relation that it belongs to, or is
   * @param file its file node; 0 for what has no file
   * @param bytes the size of its main fork
   */
  private record Entry(long root, Relation relation, long file, long bytes) {}

  /** In the order in which they were made. */
  private final SortedMap<Long, Entry> entries = new TreeMap<>();

  private Relations() {}

  /** Reads all of them as the looker's session sees them. */
  static Relations read(Looker looker) throws SQLException {
    Relations relations = new Relations();
    relations.read(looker.message(false), ALL, List.of());
    return relations;
  }

  /** The same, of which some may be otherwise now, with all that belongs to them. */
  Relations reread(Looker looker, Set<Long> roots) throws SQLException {
    if (roots.isEmpty()) {
      return this;
    }
    Relations relations = new Relations();
    entries.forEach(
        (oid, entry) -> {
          if (!roots.contains(entry.root())) {
            relations.entries.put(oid, entry);
          }
        });
    relations.read(looker.message(true), SOME, List.of(PreparedReads.oids(roots)));
    return relations;
  }

  private void read(PreparedReads.Message message, String sql, List<String> arguments)
      throws SQLException {
    message.add(
        sql,
        arguments,
        row -> {
          Relation relation =
              new Relation(
                  Relation.Kind.of(row.getString(3)),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6));
          entries.put(
              row.getLong(2), new Entry(row.getLong(1), relation, row.getLong(7), row.getLong(8)));
        });
    message.read();
  }

  /**
   * The same with the sizes of now of what had none: made-up rows may have come since. They are too
   * few to make anything else noticeably larger, and too short for a TOAST table.
   */
  Relations withRows(Looker looker) throws SQLException {
    List<Long> empty = new ArrayList<>();
    entries.forEach(
        (oid, entry) -> {
          boolean toast = entry.relation().kind() == Relation.Kind.TOAST;
          if (entry.file() != 0 && entry.bytes() == 0 && !toast) {
            empty.add(oid);
          }
        });
    Relations relations = new Relations();
    relations.entries.putAll(entries);
    PreparedReads.Message message = looker.message(true);
    message.add(
        GROWN,
        List.of(PreparedReads.oids(empty)),
        row -> {
          Entry entry = entries.get(row.getLong(1));
          relations.entries.put(
              row.getLong(1),
              new Entry(entry.root(), entry.relation(), entry.file(), row.getLong(2)));
        });
    message.read();
    return relations;
  }

  Optional<Relation> get(long oid) {
    return Optional.ofNullable(entries.get(oid)).map(Entry::relation);
  }

  /** All of them, in the order in which they were made. */
  List<Relation> all() {
    return entries.values().stream().map(Entry::relation).toList();
  }

  /** The table of that name. */
  Optional<Relation> table(String schema, String name) {
    return entries.values().stream()
        .map(Entry::relation)
        .filter(r -> r.schema().equals(schema) && r.name().equals(name))
        .findFirst();
  }

  /**
   * What got another file on the way from here to {@code later}.
   *
   * @param existing those that count, and the names that they go by
   */
  List<Rewrite> rewrites(Relations later, Relations existing) {
    Map<String, Entry> newIndexes = later.indexesNotIn(this);
    List<Rewrite> rewrites = new ArrayList<>();
    entries.forEach(
        (oid, before) -> {
          Entry known = existing.entries.get(oid);
          Entry after = later.entries.get(oid);
          if (after == null) {
            // A column's new type makes an index anew, by the same name: maybe of the same file.
            after = newIndexes.get(before.relation().path());
          }
          if (known != null && after != null && after.file() != before.file()) {
            rewrites.add(new Rewrite(known.relation(), before.bytes(), after.bytes()));
          }
        });
    return rewrites;
  }

  private Map<String, Entry> indexesNotIn(Relations earlier) {
    Map<String, Entry> found = new HashMap<>();
    entries.forEach(
        (oid, entry) -> {
          if (entry.relation().kind() == Relation.Kind.INDEX && !earlier.entries.containsKey(oid)) {
            found.put(entry.relation().path(), entry);
          }
        });
    return found;
  }
}
