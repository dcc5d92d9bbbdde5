package dev.athanor.engine.kept;

/** What takes from a table all that its rows do not need, and that may hold on to others. */
final class Stripping {
  /** A query, with the table's oid as its parameter, of the statements in their order. */
  static final String SQL =
      """
      WITH t AS (SELECT c.oid, c.oid::regclass::text AS name, c.relowner, c.relacl FROM pg_class c
        WHERE c.oid = $1),
      column_of AS (SELECT a.*, t.name FROM t JOIN pg_attribute a ON a.attrelid = t.oid
        WHERE a.attnum > 0 AND NOT a.attisdropped)
      SELECT sql FROM (
        SELECT 1 AS place, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
            AS sql FROM t JOIN pg_constraint ON confrelid = t.oid
          WHERE contype = 'f' AND conparentid = 0
        UNION SELECT 1, format('ALTER TABLE %s DROP CONSTRAINT %I', name, conname)
          FROM t JOIN pg_constraint ON conrelid = t.oid WHERE contype = 'f'
        UNION SELECT 2, format('ALTER TABLE %s DROP CONSTRAINT %I', name, conname)
          FROM t JOIN pg_constraint ON conrelid = t.oid WHERE contype IN ('c', 'p', 'u', 'x')
        UNION SELECT 3, format('DROP INDEX %s', indexrelid::regclass)
          FROM t JOIN pg_index i ON indrelid = t.oid WHERE NOT EXISTS (SELECT FROM pg_constraint
          WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
        UNION SELECT 4, format('DROP TRIGGER %I ON %s', tgname, name)
          FROM t JOIN pg_trigger ON tgrelid = t.oid WHERE NOT tgisinternal
        UNION SELECT 5, format('DROP RULE %I ON %s', rulename, name)
          FROM t JOIN pg_rewrite ON ev_class = t.oid
        UNION SELECT 6, format('DROP POLICY %I ON %s', polname, name)
          FROM t JOIN pg_policy ON polrelid = t.oid
        UNION SELECT 7, format('ALTER TABLE %s ALTER COLUMN %I DROP %s', name, attname,
            CASE WHEN attidentity <> '' THEN 'IDENTITY' WHEN attgenerated <> '' THEN 'EXPRESSION'
            ELSE 'DEFAULT' END)
          FROM column_of WHERE atthasdef OR attidentity <> ''
        UNION SELECT 8, format('DROP SEQUENCE %s', s.oid::regclass) FROM t
          JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
            AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
          JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        UNION SELECT 9, format('DROP STATISTICS %I.%I', n.nspname, stxname)
          FROM t JOIN pg_statistic_ext s ON stxrelid = t.oid
          JOIN pg_namespace n ON n.oid = stxnamespace
        UNION SELECT 10, format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL'
          ' SECURITY', name) FROM t
        UNION SELECT 11, format('REVOKE ALL ON TABLE %s FROM %s CASCADE', name,
            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
          FROM (SELECT t.name, t.relowner, g.grantee FROM t, aclexplode(t.relacl) g
            UNION SELECT t.name, t.relowner, g.grantee FROM t, column_of c, aclexplode(c.attacl) g)
            granted WHERE grantee <> relowner
        UNION SELECT 12, format('ALTER TABLE %s OWNER TO CURRENT_USER', name) FROM t
          WHERE pg_get_userbyid(relowner) <> current_user) stripping ORDER BY place
      """;

  private Stripping() {}
}
