package dev.athanor.rehearsal.record;

import dev.athanor.rehearsal.recording.Relation;
import dev.athanor.rehearsal.recording.StatementRecording.Rewrite;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The relations of users at one moment, by OID, each with the file that holds it. */
final class Relations {
  /** What belongs to a TOAST table's index belongs to the table of the TOAST table. */
  private static final String QUERY =
      """
      SELECT c.oid::bigint, c.relkind, n.nspname, c.relname,
             coalesce(o.relname, t.relname, s.relname, ''),
             coalesce(pg_relation_filenode(c.oid), 0)::bigint,
             coalesce(pg_relation_size(c.oid), 0)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_index i ON i.indexrelid = c.oid
        LEFT JOIN pg_class t ON t.oid = i.indrelid
        LEFT JOIN pg_class o ON o.reltoastrelid = coalesce(t.oid, c.oid)
        LEFT JOIN pg_depend d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass
             AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
             AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_class s ON s.oid = d.refobjid
       WHERE c.oid >= %d AND n.nspname NOT IN ('athanor', 'athanor_kept') AND n.nspname !~ '^pg_(toast_)?temp_'
       ORDER BY c.oid
      """
          .formatted(Looker.FIRST_OF_USERS);

  /**
   * @param file its file node; 0 for what has no file
   * @param bytes the size of its main fork
   */
  private record Entry(Relation relation, long file, long bytes) {}

  private final Map<Long, Entry> entries = new LinkedHashMap<>();

  private Relations() {}

  /** Reads them as the connection's transaction sees them. */
  static Relations read(Connection connection) throws SQLException {
    Relations relations = new Relations();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      while (row.next()) {
        Relation relation =
            new Relation(
                Relation.Kind.of(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5));
        relations.entries.put(row.getLong(1), new Entry(relation, row.getLong(6), row.getLong(7)));
      }
    }
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
