package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.SchemaObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Privileges of everyone but the owner, where they are not what a new object has.
 *
 * <p>Privileges that a role lost compared with a new object (EXECUTE for PUBLIC, say) appear as a
 * grant without them.
 */
final class GrantReader {
  private static final String GRANTS =
      """
      WITH acl AS (
        SELECT 'pg_class' AS catalog, c.oid, 0 AS col,
          CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END AS kind, c.relowner AS owner, c.relacl AS acl
        FROM pg_class c
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relnamespace = ANY (s.oids) AND {c.oid}
        UNION ALL
        SELECT 'pg_class', a.attrelid, a.attnum, 'c', c.relowner, a.attacl
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relnamespace = ANY (s.oids) AND {c.oid}
        UNION ALL
        SELECT 'pg_proc', p.oid, 0, 'f', p.proowner, p.proacl
        FROM pg_proc p WHERE p.pronamespace = ANY (s.oids) AND {p.oid}
        UNION ALL
        SELECT 'pg_type', t.oid, 0, 'T', t.typowner, t.typacl
        FROM pg_type t WHERE t.typnamespace = ANY (s.oids) AND {t.typrelid}
        UNION ALL
        SELECT 'pg_namespace', n.oid, 0, 'n', n.nspowner, n.nspacl
        FROM pg_namespace n WHERE n.oid = ANY (s.oids) AND {n.oid}
      ), entries AS (
        SELECT acl.catalog, acl.oid, acl.col, acl.kind, acl.owner, e.grantee, e.privilege_type,
          e.is_grantable
        FROM acl, aclexplode(acl.acl) e
        WHERE acl.acl IS NOT NULL
      ), usual AS (
        SELECT acl.catalog, acl.oid, acl.col, acl.kind, acl.owner, e.grantee, e.privilege_type
        FROM acl, aclexplode(acldefault(acl.kind::"char", acl.owner)) e
        WHERE acl.acl IS NOT NULL
      )
      SELECT catalog, oid, col, coalesce(quote_ident(a.attname), '') AS column_name,
        CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END AS role,
        coalesce(array_agg(privilege_type ORDER BY privilege_type) FILTER (WHERE held), '{}') AS held,
        coalesce(array_agg(privilege_type ORDER BY privilege_type) FILTER (WHERE grantable), '{}')
          AS grantable,
        coalesce(array_agg(privilege_type ORDER BY privilege_type) FILTER (WHERE default_), '{}')
          AS defaults
      FROM (
        SELECT catalog, oid, col, grantee, privilege_type, bool_or(held) AS held,
          bool_or(grantable) AS grantable, bool_or(default_) AS default_
        FROM (
          SELECT catalog, oid, col, owner, grantee, privilege_type, true AS held,
            is_grantable AS grantable, false AS default_ FROM entries
          UNION ALL
          SELECT catalog, oid, col, owner, grantee, privilege_type, false, false, true FROM usual
        ) every
        WHERE grantee <> owner
        GROUP BY catalog, oid, col, grantee, privilege_type
      ) x
      LEFT JOIN pg_attribute a ON catalog = 'pg_class' AND a.attrelid = oid AND a.attnum = col
        AND col > 0
      GROUP BY catalog, oid, col, a.attname, grantee
      ORDER BY catalog, oid, col, role
      """
          .replace("WITH acl", "WITH s AS (SELECT ?::oid[] AS oids), acl")
          .replace("ANY (s.oids)", "ANY ((SELECT oids FROM s)::oid[])");

  private GrantReader() {}

  static void read(Catalog catalog) throws SQLException {
    catalog.query(GRANTS, row -> read(catalog, row));
  }

  private static void read(Catalog catalog, ResultSet row) throws SQLException {
    ObjectId on =
        catalog.addresses.get(
            new Catalog.Address(row.getString("catalog"), row.getLong("oid"), row.getInt("col")));
    if (on == null) {
      // Columns of views are no objects of their own.
      on =
          catalog.addresses.get(
              new Catalog.Address(row.getString("catalog"), row.getLong("oid"), 0));
    }
    List<String> held = Catalog.strings(row, "held");
    List<String> defaults = Catalog.strings(row, "defaults");
    List<String> grantable = Catalog.strings(row, "grantable");
    if (on == null
        || on.kind() == Kind.EXTENSION
        || held.equals(defaults) && grantable.isEmpty()
        || isRowType(row, on)) {
      return;
    }
    String target = target(catalog, on);
    String column = row.getString("column_name");
    ObjectId id =
        new ObjectId(
            Kind.GRANT,
            on.schema(),
            column.isEmpty() ? target : target + " (" + column + ")",
            row.getString("role"));
    catalog.objects.put(
        id, new Grant(id, target, on, of(held, column), of(grantable, column), defaults));
  }

  private static boolean isRowType(ResultSet row, ObjectId on) throws SQLException {
    return row.getString("catalog").equals("pg_type") && !on.kind().isType();
  }

  private static List<String> of(List<String> privileges, String column) {
    return column.isEmpty()
        ? privileges
        : privileges.stream().map(privilege -> privilege + " (" + column + ")").toList();
  }

  private static String target(Catalog catalog, ObjectId on) {
    Names names = new Names(catalog.options.defaultSchema());
    SchemaObject object = catalog.objects.get(on);
    return switch (on.kind()) {
      case SCHEMA -> "SCHEMA " + Names.quote(on.name());
      case SEQUENCE -> "SEQUENCE " + names.of(on);
      case ENUM, DOMAIN, COMPOSITE, RANGE -> "TYPE " + names.of(on);
      case ROUTINE ->
          (((Routine) object).procedure() ? "PROCEDURE " : "FUNCTION ")
              + names.of(on)
              + "("
              + on.within()
              + ")";
      case COLUMN -> "TABLE " + names.tableOf(on);
      default -> "TABLE " + names.of(on);
    };
  }
}
