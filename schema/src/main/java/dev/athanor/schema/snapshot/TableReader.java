package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Tables, without their columns. */
final class TableReader {
  private static final String TABLES =
      """
      SELECT c.oid, c.reltype, rt.typarray, n.nspname, c.relname,
        c.relpersistence = 'u' AS unlogged,
        CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
        CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
        nullif(am.amname, 'heap') AS access_method,
        c.reloptions, toast.reloptions AS toast_options,
        c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
        (SELECT quote_ident(ri.relname) FROM pg_index i JOIN pg_class ri ON ri.oid = i.indexrelid
           WHERE i.indrelid = c.oid AND i.indisreplident) AS replica_index,
        (SELECT quote_ident(ci.relname) FROM pg_index i JOIN pg_class ci ON ci.oid = i.indexrelid
           WHERE i.indrelid = c.oid AND i.indisclustered) AS clustered_on,
        h.schemas AS parent_schemas, h.names AS parent_names, d.description
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_type rt ON rt.oid = c.reltype
      LEFT JOIN pg_am am ON am.oid = c.relam
      LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
      LEFT JOIN (
        SELECT i.inhrelid, array_agg(pn.nspname::text ORDER BY i.inhseqno) AS schemas,
          array_agg(p.relname::text ORDER BY i.inhseqno) AS names
        FROM pg_inherits i
        JOIN pg_class p ON p.oid = i.inhparent
        JOIN pg_namespace pn ON pn.oid = p.relnamespace
        GROUP BY i.inhrelid
      ) h ON h.inhrelid = c.oid
      LEFT JOIN pg_description d
        ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND c.relnamespace = ANY (?)
        AND {c.oid}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
      """;

  private TableReader() {}

  static void read(Catalog catalog) throws SQLException {
    catalog.query(
        TABLES,
        row -> {
          Table table = table(row);
          if (catalog.add("pg_class", row.getLong("oid"), table)) {
            catalog.address("pg_type", row.getLong("reltype"), 0, table.id());
            catalog.address("pg_type", row.getLong("typarray"), 0, table.id());
          }
        });
  }

  private static Table table(ResultSet row) throws SQLException {
    List<ObjectId> parents = new ArrayList<>();
    List<String> schemas = Catalog.strings(row, "parent_schemas");
    List<String> names = Catalog.strings(row, "parent_names");
    for (int i = 0; i < names.size(); i++) {
      parents.add(ObjectId.table(schemas.get(i), names.get(i)));
    }
    SortedMap<String, String> options = Catalog.options(row, "reloptions", "");
    options.putAll(Catalog.options(row, "toast_options", "toast."));
    return new Table(
        ObjectId.of(Kind.TABLE, row.getString("nspname"), row.getString("relname")),
        row.getBoolean("unlogged"),
        row.getString("partition_key"),
        parents,
        row.getString("bound"),
        row.getString("access_method"),
        options,
        row.getBoolean("relrowsecurity"),
        row.getBoolean("relforcerowsecurity"),
        switch (row.getString("relreplident")) {
          case "f" -> "FULL";
          case "n" -> "NOTHING";
          // Whose index is gone has none, and stays so whatever comes.
          case "i" ->
              row.getString("replica_index") == null
                  ? "NOTHING"
                  : "USING INDEX " + row.getString("replica_index");
          default -> "DEFAULT";
        },
        row.getString("clustered_on"),
        row.getString("description"));
  }
}
