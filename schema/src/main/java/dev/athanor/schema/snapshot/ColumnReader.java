package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SequenceOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SortedMap;

/** Columns of tables, with defaults and identity sequences. */
final class ColumnReader {
  private static final String COLUMNS =
      """
      SELECT a.attrelid, a.attnum, n.nspname, c.relname, a.attname,
        format_type(a.atttypid, a.atttypmod) AS type,
        CASE WHEN a.attcollation <> t.typcollation THEN (
          SELECT CASE cn.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(cn.nspname) || '.' END
            || quote_ident(co.collname)
          FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
          WHERE co.oid = a.attcollation) END AS collation,
        a.attnotnull, %s AS not_null_terms, pg_get_expr(ad.adbin, ad.adrelid, true) AS expression, ad.oid AS default_oid,
        a.attgenerated, a.attidentity, a.attinhcount, a.attstorage, t.typstorage,
        %s AS compression, coalesce(a.attstattarget, -1) AS target, a.attoptions, d.description,
        s.oid AS sequence_oid, s.relname AS sequence_name, format_type(q.seqtypid, NULL) AS seqtype,
        q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
      LEFT JOIN pg_description d
        ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
      LEFT JOIN (pg_depend i
          JOIN pg_class s ON s.oid = i.objid AND s.relkind = 'S'
          JOIN pg_sequence q ON q.seqrelid = s.oid)
        ON i.refclassid = 'pg_class'::regclass AND i.classid = 'pg_class'::regclass
          AND i.refobjid = a.attrelid AND i.refobjsubid = a.attnum AND i.deptype = 'i'
          AND a.attidentity <> ''
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
        AND c.relpersistence <> 't' AND c.relnamespace = ANY (?) AND {a.attrelid}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
      """;

  /** Before PostgreSQL 18 NOT NULL is no constraint, and has no terms. */
  private static final String NOT_NULL_TERMS =
      """
      coalesce((
        SELECT concat_ws(' ', CASE WHEN k.connoinherit THEN 'NO INHERIT' END,
          CASE WHEN NOT k.convalidated THEN 'NOT VALID' END)
        FROM pg_constraint k
        WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]), '')""";

  private ColumnReader() {}

  static void read(Catalog catalog) throws SQLException {
    String compression = catalog.version >= 14 ? "a.attcompression" : "''";
    String terms = catalog.version >= 18 ? NOT_NULL_TERMS : "''";
    catalog.query(COLUMNS.formatted(terms, compression), row -> read(catalog, row));
  }

  private static void read(Catalog catalog, ResultSet row) throws SQLException {
    ObjectId id =
        ObjectId.column(
            row.getString("nspname"), row.getString("relname"), row.getString("attname"));
    Column column = column(id, row);
    if (!catalog.options.takes(id.as(Kind.DEFAULT))
        || catalog.isMember("pg_class", row.getLong("attrelid"))) {
      return;
    }
    catalog.objects.put(id, column);
    catalog.address("pg_class", row.getLong("attrelid"), row.getInt("attnum"), id);
    if (row.getString("expression") != null) {
      catalog.address(
          "pg_attrdef",
          row.getLong("default_oid"),
          0,
          column.isGenerated() ? id : id.as(Kind.DEFAULT));
    }
    if (column.identity() != null) {
      catalog.address("pg_class", row.getLong("sequence_oid"), 0, id);
    }
  }

  private static Column column(ObjectId id, ResultSet row) throws SQLException {
    return new Column(
        id,
        row.getString("type"),
        row.getString("collation"),
        row.getBoolean("attnotnull"),
        row.getString("not_null_terms"),
        Deparsed.tidy(row.getString("expression")),
        switch (row.getString("attgenerated")) {
          case "s" -> Column.Generated.STORED;
          case "v" -> Column.Generated.VIRTUAL;
          default -> Column.Generated.NO;
        },
        row.getString("sequence_name") == null
            ? null
            : new Column.Identity(
                row.getString("attidentity").equals("a"),
                row.getString("sequence_name"),
                sequence(row)),
        row.getInt("attinhcount") > 0,
        storage(row),
        row.getString("description"));
  }

  private static Column.Storage storage(ResultSet row) throws SQLException {
    String own = strategy(row.getString("typstorage"));
    String strategy = strategy(row.getString("attstorage"));
    return new Column.Storage(
        strategy.equals(own) ? null : strategy,
        own,
        switch (row.getString("compression")) {
          case "p" -> "pglz";
          case "l" -> "lz4";
          default -> null;
        },
        row.getInt("target"),
        options(row));
  }

  /** Without what some builds of PostgreSQL 17 note of each column by themselves. */
  private static SortedMap<String, String> options(ResultSet row) throws SQLException {
    SortedMap<String, String> options = Catalog.options(row, "attoptions", "");
    options.remove("pg_attver");
    return options;
  }

  private static String strategy(String letter) {
    return switch (letter) {
      case "p" -> "plain";
      case "m" -> "main";
      case "e" -> "external";
      default -> "extended";
    };
  }

  static SequenceOptions sequence(ResultSet row) throws SQLException {
    return new SequenceOptions(
        row.getString("seqtype"),
        row.getLong("seqstart"),
        row.getLong("seqincrement"),
        row.getLong("seqmin"),
        row.getLong("seqmax"),
        row.getLong("seqcache"),
        row.getBoolean("seqcycle"));
  }
}
