package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Policy;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.Rule;
import dev.athanor.schema.model.Trigger;
import dev.athanor.schema.model.View;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Views, routines, triggers, rules and policies. */
final class ProgramReader {
  private static final String VIEWS =
      """
      SELECT c.oid, c.reltype, n.nspname, c.relname, c.relkind = 'm' AS materialized,
        pg_get_viewdef(c.oid, true) AS definition, c.reloptions, d.description,
        (SELECT quote_ident(ci.relname) FROM pg_index i JOIN pg_class ci ON ci.oid = i.indexrelid
           WHERE i.indrelid = c.oid AND i.indisclustered) AS clustered_on,
        a.columns, a.comment_names, a.comments, a.default_names, a.defaults
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_description d
        ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      LEFT JOIN LATERAL (
        SELECT
          array_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
            ORDER BY a.attnum) AS columns,
          array_agg(a.attname::text ORDER BY a.attnum)
            FILTER (WHERE cd.description IS NOT NULL) AS comment_names,
          array_agg(cd.description ORDER BY a.attnum)
            FILTER (WHERE cd.description IS NOT NULL) AS comments,
          array_agg(a.attname::text ORDER BY a.attnum)
            FILTER (WHERE ad.adbin IS NOT NULL) AS default_names,
          array_agg(pg_get_expr(ad.adbin, ad.adrelid, true) ORDER BY a.attnum)
            FILTER (WHERE ad.adbin IS NOT NULL) AS defaults
        FROM pg_attribute a
        LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
        LEFT JOIN pg_description cd ON cd.objoid = c.oid
          AND cd.classoid = 'pg_class'::regclass AND cd.objsubid = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      ) a ON true
      WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND c.relnamespace = ANY (?)
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
      """;

  private static final String ROUTINES =
      """
      SELECT p.oid, n.nspname, p.proname, oidvectortypes(p.proargtypes) AS types,
        p.prokind = 'p' AS procedure, pg_get_functiondef(p.oid) AS definition,
        pg_get_function_identity_arguments(p.oid) || ' ' ||
          coalesce(pg_get_function_result(p.oid), '') AS signature,
        p.pronargdefaults, d.description
      FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN pg_description d
        ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass AND d.objsubid = 0
      WHERE p.prokind IN ('f', 'p', 'w') AND p.pronamespace = ANY (?)
        AND NOT EXISTS (SELECT FROM pg_depend i
          WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype IN ('i', 'e'))
      ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", 4
      """;

  private static final String TRIGGERS =
      """
      SELECT t.oid, n.nspname, c.relname, t.tgname, t.tgenabled,
        pg_get_triggerdef(t.oid, true) AS definition, d.description
      FROM pg_trigger t
      JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_description d
        ON d.objoid = t.oid AND d.classoid = 'pg_trigger'::regclass AND d.objsubid = 0
      WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relkind <> 'f' AND c.relnamespace = ANY (?) AND {t.tgrelid}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", t.tgname COLLATE "C"
      """;

  private static final String RULES =
      """
      SELECT r.oid, r.ev_class, n.nspname, c.relname, c.relkind, r.rulename, r.ev_enabled,
        pg_get_ruledef(r.oid, true) AS definition, d.description
      FROM pg_rewrite r
      JOIN pg_class c ON c.oid = r.ev_class
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_description d
        ON d.objoid = r.oid AND d.classoid = 'pg_rewrite'::regclass AND d.objsubid = 0
      WHERE c.relnamespace = ANY (?) AND {r.ev_class}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", r.rulename COLLATE "C"
      """;

  private static final String POLICIES =
      """
      SELECT p.oid, n.nspname, c.relname, p.polname, p.polpermissive, p.polcmd,
        CASE WHEN p.polroles = '{0}' THEN 'PUBLIC' ELSE (
          SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname)
          FROM pg_roles r WHERE r.oid = ANY (p.polroles)) END AS roles,
        pg_get_expr(p.polqual, p.polrelid, true) AS using_expression,
        pg_get_expr(p.polwithcheck, p.polrelid, true) AS check_expression, d.description
      FROM pg_policy p
      JOIN pg_class c ON c.oid = p.polrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_description d
        ON d.objoid = p.oid AND d.classoid = 'pg_policy'::regclass AND d.objsubid = 0
      WHERE c.relnamespace = ANY (?) AND {p.polrelid}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", p.polname COLLATE "C"
      """;

  private final Catalog catalog;

  ProgramReader(Catalog catalog) {
    this.catalog = catalog;
  }

  void read() throws SQLException {
    catalog.query(VIEWS, this::view);
    catalog.query(ROUTINES, this::routine);
    ofTables();
  }

  /** Triggers, rules and policies. */
  void ofTables() throws SQLException {
    catalog.query(TRIGGERS, this::trigger);
    catalog.query(RULES, this::rule);
    catalog.query(POLICIES, this::policy);
  }

  private void view(ResultSet row) throws SQLException {
    boolean materialized = row.getBoolean("materialized");
    String definition = row.getString("definition").strip();
    View view =
        new View(
            ObjectId.of(Kind.VIEW, row.getString("nspname"), row.getString("relname")),
            materialized,
            definition.endsWith(";")
                ? definition.substring(0, definition.length() - 1)
                : definition,
            Catalog.strings(row, "columns"),
            Catalog.options(row, "reloptions", ""),
            row.getString("clustered_on"),
            Catalog.pairs(row, "comment_names", "comments"),
            Catalog.pairs(row, "default_names", "defaults"),
            row.getString("description"));
    if (catalog.add("pg_class", row.getLong("oid"), view)) {
      catalog.address("pg_type", row.getLong("reltype"), 0, view.id());
    }
  }

  private void routine(ResultSet row) throws SQLException {
    ObjectId id =
        new ObjectId(
            Kind.ROUTINE,
            row.getString("nspname"),
            row.getString("types"),
            row.getString("proname"));
    boolean procedure = row.getBoolean("procedure");
    String verb = "CREATE OR REPLACE " + (procedure ? "PROCEDURE " : "FUNCTION ");
    catalog.add(
        "pg_proc",
        row.getLong("oid"),
        new Routine(
            id,
            procedure,
            Unqualified.name(row.getString("definition").strip(), verb, id, catalog),
            row.getString("signature"),
            row.getInt("pronargdefaults"),
            row.getString("description")));
  }

  private void trigger(ResultSet row) throws SQLException {
    catalog.add(
        "pg_trigger",
        row.getLong("oid"),
        new Trigger(
            child(Kind.TRIGGER, row, "tgname"),
            row.getString("definition"),
            row.getString("tgenabled").charAt(0),
            row.getString("description")));
  }

  private void rule(ResultSet row) throws SQLException {
    long oid = row.getLong("oid");
    if (row.getString("rulename").equals("_RETURN")) {
      ObjectId view = ObjectId.of(Kind.VIEW, row.getString("nspname"), row.getString("relname"));
      if (catalog.objects.containsKey(view)) {
        catalog.address("pg_rewrite", oid, 0, view);
      }
      return;
    }
    String definition = row.getString("definition").strip();
    catalog.add(
        "pg_rewrite",
        oid,
        new Rule(
            child(Kind.RULE, row, "rulename"),
            definition.endsWith(";")
                ? definition.substring(0, definition.length() - 1)
                : definition,
            row.getString("ev_enabled").charAt(0),
            row.getString("description")));
  }

  private void policy(ResultSet row) throws SQLException {
    catalog.add(
        "pg_policy",
        row.getLong("oid"),
        new Policy(
            child(Kind.POLICY, row, "polname"),
            row.getBoolean("polpermissive"),
            switch (row.getString("polcmd")) {
              case "r" -> "SELECT";
              case "a" -> "INSERT";
              case "w" -> "UPDATE";
              case "d" -> "DELETE";
              default -> "ALL";
            },
            row.getString("roles"),
            Deparsed.tidy(row.getString("using_expression")),
            Deparsed.tidy(row.getString("check_expression")),
            row.getString("description")));
  }

  private static ObjectId child(Kind kind, ResultSet row, String name) throws SQLException {
    return new ObjectId(
        kind, row.getString("nspname"), row.getString("relname"), row.getString(name));
  }
}
