package dev.athanor.schema.snapshot;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a table or sequence is called, and its columns: others name it, and read otherwise when it
 * is renamed, though nothing was written of theirs.
 *
 * @param family whether it is a partition, a parent or a child: its parts show in others
 * @param columns those that are there, by number
 */
record NamedRelation(String schema, String name, boolean family, Map<Integer, String> columns) {
  private static final String QUERY =
      """
      SELECT c.oid, n.nspname, c.relname,
        c.relispartition OR EXISTS (SELECT FROM pg_inherits h
          WHERE h.inhrelid = c.oid OR h.inhparent = c.oid),
        (SELECT array_agg(a.attnum::text ORDER BY a.attnum) FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
        (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = ANY ($1) AND c.relkind IN ('r', 'S')
      """;

  NamedRelation {
    columns = Map.copyOf(columns);
  }

  /** Adds what reads them to a message. */
  static Map<Long, NamedRelation> read(PreparedReads.Message message, Collection<Long> oids) {
    Map<Long, NamedRelation> relations = new HashMap<>();
    message.add(
        QUERY,
        List.of(PreparedReads.oids(oids)),
        row ->
            relations.put(
                row.getLong(1),
                new NamedRelation(
                    row.getString(2), row.getString(3), row.getBoolean(4), columns(row))));
    return relations;
  }

  private static Map<Integer, String> columns(ResultSet row) throws SQLException {
    Map<Integer, String> columns = new HashMap<>();
    if (row.getArray(5) != null) {
      List<String> numbers = List.of((String[]) row.getArray(5).getArray());
      List<String> names = List.of((String[]) row.getArray(6).getArray());
      for (int i = 0; i < numbers.size(); i++) {
        columns.put(Integer.parseInt(numbers.get(i)), names.get(i));
      }
    }
    return columns;
  }

  /** Whether whatever names it, or one of its columns, reads as before. */
  boolean isCalledAs(NamedRelation earlier) {
    return schema.equals(earlier.schema)
        && name.equals(earlier.name)
        && earlier.columns.entrySet().stream()
            .allMatch(
                each ->
                    columns.getOrDefault(each.getKey(), each.getValue()).equals(each.getValue()));
  }
}
