package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Collation;
import dev.athanor.schema.model.CompositeType;
import dev.athanor.schema.model.Domain;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.RangeType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Enums, domains, composite types, ranges and collations. */
final class TypeReader {
  private static final String COMMENT =
      """
      LEFT JOIN pg_description d
        ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass AND d.objsubid = 0
      """;

  private static final String ENUMS =
      """
      SELECT t.oid, t.typarray, n.nspname, t.typname, d.description,
        (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
         FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels
      FROM pg_type t
      JOIN pg_namespace n ON n.oid = t.typnamespace
      """
          + COMMENT
          + "WHERE t.typtype = 'e' AND t.typnamespace = ANY (?) ORDER BY 3, 4";

  private static final String DOMAINS =
      """
      SELECT t.oid, t.typarray, n.nspname, t.typname, t.typnotnull, d.description,
        format_type(t.typbasetype, t.typtypmod) AS base,
        pg_get_expr(t.typdefaultbin, 'pg_type'::regclass, true) AS default_expression,
        (SELECT nullif(quote_ident(cn.nspname), 'pg_catalog') FROM pg_collation co
           JOIN pg_namespace cn ON cn.oid = co.collnamespace
           WHERE co.oid = t.typcollation AND t.typcollation <> b.typcollation) AS collation_schema,
        (SELECT quote_ident(co.collname) FROM pg_collation co
           WHERE co.oid = t.typcollation AND t.typcollation <> b.typcollation) AS collation_name,
        (SELECT array_agg(k.conname::text ORDER BY k.conname) FROM pg_constraint k
           WHERE k.contypid = t.oid AND k.contype = 'c') AS check_names,
        (SELECT array_agg(pg_get_constraintdef(k.oid, true) ORDER BY k.conname)
           FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS check_texts,
        (SELECT array_agg(k.conname::text ORDER BY k.conname) FROM pg_constraint k
           JOIN pg_description kd ON kd.objoid = k.oid AND kd.classoid = 'pg_constraint'::regclass
           WHERE k.contypid = t.oid AND k.contype = 'c') AS commented_names,
        (SELECT array_agg(kd.description ORDER BY k.conname) FROM pg_constraint k
           JOIN pg_description kd ON kd.objoid = k.oid AND kd.classoid = 'pg_constraint'::regclass
           WHERE k.contypid = t.oid AND k.contype = 'c') AS check_comments,
        (SELECT array_agg(k.oid::bigint ORDER BY k.conname)
           FROM pg_constraint k WHERE k.contypid = t.oid) AS check_oids
      FROM pg_type t
      JOIN pg_namespace n ON n.oid = t.typnamespace
      JOIN pg_type b ON b.oid = t.typbasetype
      """
          + COMMENT
          + "WHERE t.typtype = 'd' AND t.typnamespace = ANY (?) ORDER BY 3, 4";

  private static final String COMPOSITES =
      """
      SELECT t.oid, t.typarray, t.typrelid, n.nspname, t.typname, d.description,
        a.names, a.types, a.collations, a.comments
      FROM pg_type t
      JOIN pg_namespace n ON n.oid = t.typnamespace
      JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
      LEFT JOIN LATERAL (
        SELECT array_agg(a.attname::text ORDER BY a.attnum) AS names,
          array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types,
          array_agg((
            SELECT CASE cn.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(cn.nspname) || '.' END
              || quote_ident(co.collname)
            FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
            WHERE co.oid = a.attcollation AND a.attcollation <> at.typcollation
          ) ORDER BY a.attnum) AS collations,
          array_agg(ad.description ORDER BY a.attnum) AS comments
        FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
        LEFT JOIN pg_description ad ON ad.objoid = a.attrelid
          AND ad.classoid = 'pg_class'::regclass AND ad.objsubid = a.attnum
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
      ) a ON true
      """
          + COMMENT
          + "WHERE t.typtype = 'c' AND t.typnamespace = ANY (?) ORDER BY 4, 5";

  private static final String RANGES =
      """
      SELECT t.oid, t.typarray, n.nspname, t.typname, d.description,
        format_type(r.rngsubtype, NULL) AS subtype,
        CASE WHEN NOT oc.opcdefault THEN quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname)
          END AS opclass,
        CASE WHEN r.rngcollation <> st.typcollation THEN (
          SELECT quote_ident(cn.nspname) || '.' || quote_ident(co.collname)
          FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
          WHERE co.oid = r.rngcollation) END AS collation,
        nullif(r.rngcanonical::text, '-') AS canonical,
        nullif(r.rngsubdiff::text, '-') AS subdiff,
        %s
      FROM pg_range r
      JOIN pg_type t ON t.oid = r.rngtypid
      JOIN pg_type st ON st.oid = r.rngsubtype
      JOIN pg_opclass oc ON oc.oid = r.rngsubopc
      JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
      JOIN pg_namespace n ON n.oid = t.typnamespace
      """
          + COMMENT
          + "WHERE t.typnamespace = ANY (?) ORDER BY 3, 4";

  private static final String COLLATIONS =
      """
      SELECT t.oid, n.nspname, t.collname, t.collprovider, t.collcollate, t.collctype,
        t.collisdeterministic, %s AS locale, %s AS rules, d.description
      FROM pg_collation t
      JOIN pg_namespace n ON n.oid = t.collnamespace
      LEFT JOIN pg_description d
        ON d.objoid = t.oid AND d.classoid = 'pg_collation'::regclass AND d.objsubid = 0
      WHERE t.collnamespace = ANY (?) ORDER BY 2, 3
      """;

  private final Catalog catalog;

  TypeReader(Catalog catalog) {
    this.catalog = catalog;
  }

  void read() throws SQLException {
    String rules = catalog.version >= 16 ? "t.collicurules" : "NULL::text";
    catalog.query(COLLATIONS.formatted(localeColumn(), rules), this::collation);
    catalog.query(
        ENUMS,
        row ->
            add(
                row,
                new EnumType(
                    id(Kind.ENUM, row),
                    Catalog.strings(row, "labels"),
                    row.getString("description"))));
    catalog.query(DOMAINS, this::domain);
    catalog.query(COMPOSITES, this::composite);
    String multirange =
        catalog.version >= 14
            ? "r.rngmultitypid, (SELECT m.typarray FROM pg_type m WHERE m.oid = r.rngmultitypid)"
                + " AS multiarray, (SELECT m.typname FROM pg_type m WHERE m.oid ="
                + " r.rngmultitypid) AS multiname"
            : "0 AS rngmultitypid, 0 AS multiarray, NULL AS multiname";
    catalog.query(RANGES.formatted(multirange), this::range);
  }

  private String localeColumn() {
    if (catalog.version >= 17) {
      return "t.colllocale";
    }
    return catalog.version >= 15 ? "t.colliculocale" : "NULL::text";
  }

  private void collation(ResultSet row) throws SQLException {
    ObjectId id = ObjectId.of(Kind.COLLATION, row.getString("nspname"), row.getString("collname"));
    List<String> parts = new ArrayList<>();
    String provider = row.getString("collprovider");
    parts.add(
        "provider = "
            + switch (provider) {
              case "i" -> "icu";
              case "b" -> "builtin";
              default -> "libc";
            });
    String locale = row.getString("locale");
    String collate = row.getString("collcollate");
    String ctype = row.getString("collctype");
    if (locale != null || collate.equals(ctype)) {
      parts.add("locale = '" + (locale != null ? locale : collate) + "'");
    } else {
      parts.add("lc_collate = '" + collate + "'");
      parts.add("lc_ctype = '" + ctype + "'");
    }
    if (!row.getBoolean("collisdeterministic")) {
      parts.add("deterministic = false");
    }
    if (row.getString("rules") != null) {
      parts.add("rules = " + Names.literal(row.getString("rules")));
    }
    catalog.add(
        "pg_collation",
        row.getLong("oid"),
        new Collation(id, String.join(", ", parts), row.getString("description")));
  }

  private void domain(ResultSet row) throws SQLException {
    ObjectId id = id(Kind.DOMAIN, row);
    String schema = row.getString("collation_schema");
    String name = row.getString("collation_name");
    add(
        row,
        new Domain(
            id,
            row.getString("base"),
            name == null || schema == null ? name : schema + "." + name,
            row.getBoolean("typnotnull"),
            row.getString("default_expression"),
            checks(row),
            Catalog.pairs(row, "commented_names", "check_comments"),
            row.getString("description")));
    if (row.getArray("check_oids") != null) {
      for (Long oid : (Long[]) row.getArray("check_oids").getArray()) {
        catalog.address("pg_constraint", oid, 0, id);
      }
    }
  }

  private static SortedMap<String, String> checks(ResultSet row) throws SQLException {
    SortedMap<String, String> checks = Catalog.pairs(row, "check_names", "check_texts");
    checks.replaceAll((name, text) -> Deparsed.tidy(text));
    return checks;
  }

  private void composite(ResultSet row) throws SQLException {
    ObjectId id = id(Kind.COMPOSITE, row);
    List<String> names = Catalog.strings(row, "names");
    List<String> types = Catalog.strings(row, "types");
    List<String> collations = Catalog.strings(row, "collations");
    List<String> comments = Catalog.strings(row, "comments");
    List<CompositeType.Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      attributes.add(
          new CompositeType.Attribute(
              names.get(i), types.get(i), collations.get(i), comments.get(i)));
      catalog.address("pg_class", row.getLong("typrelid"), i + 1, id);
    }
    add(row, new CompositeType(id, attributes, row.getString("description")));
    catalog.address("pg_class", row.getLong("typrelid"), 0, id);
  }

  private void range(ResultSet row) throws SQLException {
    ObjectId id = id(Kind.RANGE, row);
    List<String> parts = new ArrayList<>(List.of("subtype = " + row.getString("subtype")));
    for (String[] part :
        new String[][] {
          {"subtype_opclass", "opclass"},
          {"collation", "collation"},
          {"canonical", "canonical"},
          {"subtype_diff", "subdiff"}
        }) {
      String value = row.getString(part[1]);
      if (value != null) {
        parts.add(part[0] + " = " + value);
      }
    }
    add(
        row,
        new RangeType(
            id,
            String.join(", ", parts),
            row.getString("multiname"),
            row.getString("description")));
    catalog.address("pg_type", row.getLong("rngmultitypid"), 0, id);
    catalog.address("pg_type", row.getLong("multiarray"), 0, id);
  }

  private void add(ResultSet row, dev.athanor.schema.model.SchemaObject object)
      throws SQLException {
    if (catalog.add("pg_type", row.getLong("oid"), object)) {
      catalog.address("pg_type", row.getLong("typarray"), 0, object.id());
    }
  }

  private static ObjectId id(Kind kind, ResultSet row) throws SQLException {
    return ObjectId.of(kind, row.getString("nspname"), row.getString("typname"));
  }
}
