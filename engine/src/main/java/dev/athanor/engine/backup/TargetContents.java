package dev.athanor.engine.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a database holds before a restore.
 *
 * @param identity which database it is
 * @param objects what keeps it from being empty, as people would name it
 * @param drops statements that empty it
 * @param activity rows written in each table since the server's statistics began
 */
record TargetContents(
    DatabaseIdentity identity,
    List<String> objects,
    List<String> drops,
    Map<String, Long> activity) {
  /** Not what belongs to PostgreSQL, to a session or to an extension. */
  private static final String OWN =
      " n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'";

  private static final String NOT_OF_AN_EXTENSION =
      " AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = %s.oid AND e.classid ="
          + " '%s'::regclass AND e.deptype = 'e')";

  /** What no schema holds and the backup brings all the same, in the order in which it can go. */
  private static final String NO_SCHEMAS =
      "SELECT 1 AS place, 'EVENT TRIGGER' AS kind, t.evtname AS name FROM pg_event_trigger t WHERE"
          + " true"
          + NOT_OF_AN_EXTENSION.formatted("t", "pg_event_trigger")
          + " UNION ALL SELECT 2, 'SERVER', s.srvname FROM pg_foreign_server s WHERE true"
          + NOT_OF_AN_EXTENSION.formatted("s", "pg_foreign_server")
          + " UNION ALL SELECT 3, 'FOREIGN DATA WRAPPER', w.fdwname FROM pg_foreign_data_wrapper w"
          + " WHERE true"
          + NOT_OF_AN_EXTENSION.formatted("w", "pg_foreign_data_wrapper")
          + " UNION ALL SELECT 4, 'ACCESS METHOD', a.amname FROM pg_am a WHERE a.oid >= 16384"
          + NOT_OF_AN_EXTENSION.formatted("a", "pg_am");

  private static final String OBJECTS =
      "SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' ELSE 'table ' END"
          + " || c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid ="
          + " c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND"
          + OWN
          + NOT_OF_AN_EXTENSION.formatted("c", "pg_class")
          + " UNION ALL SELECT 'function ' || p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n"
          + " ON n.oid = p.pronamespace WHERE"
          + OWN
          + NOT_OF_AN_EXTENSION.formatted("p", "pg_proc")
          + " UNION ALL SELECT 'type ' || t.oid::regtype FROM pg_type t JOIN pg_namespace n ON n.oid"
          + " = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r') AND"
          + OWN
          + NOT_OF_AN_EXTENSION.formatted("t", "pg_type")
          + " UNION ALL SELECT 'schema ' || quote_ident(n.nspname) FROM pg_namespace n WHERE"
          + " n.nspname <> 'public' AND"
          + OWN
          + NOT_OF_AN_EXTENSION.formatted("n", "pg_namespace")
          + " UNION ALL SELECT 'large object ' || oid FROM pg_largeobject_metadata"
          + " UNION ALL SELECT lower(d.kind) || ' ' || quote_ident(d.name) FROM ("
          + NO_SCHEMAS
          + ") d ORDER BY 1";

  /**
   * Event triggers go first, for they may object to the rest. The public schema comes back as the
   * server itself makes it: its grants are not dumped.
   */
  private static final String DROPS =
      "SELECT sql FROM (SELECT place, format('DROP %s %I CASCADE', kind, name) AS sql FROM ("
          + NO_SCHEMAS
          + ") d UNION ALL SELECT 5, format('DROP SCHEMA %I CASCADE', n.nspname) || CASE WHEN"
          + " n.nspname = 'public' THEN '; CREATE SCHEMA public' || CASE WHEN"
          + " current_setting('server_version_num')::int >= 150000"
          + " THEN ' AUTHORIZATION pg_database_owner; GRANT USAGE' ELSE '; GRANT ALL' END"
          + " || ' ON SCHEMA public TO PUBLIC; COMMENT ON SCHEMA public IS ''standard public"
          + " schema''' ELSE '' END FROM pg_namespace n WHERE"
          + OWN
          + NOT_OF_AN_EXTENSION.formatted("n", "pg_namespace")
          + " UNION ALL SELECT 6, format('SELECT pg_catalog.lo_unlink(%s)', oid) FROM pg_largeobject_metadata"
          + " UNION ALL SELECT 7, format('DROP PUBLICATION %I', pubname) FROM pg_publication"
          + ") drops ORDER BY place";

  TargetContents {
    objects = List.copyOf(objects);
    drops = List.copyOf(drops);
    activity = Map.copyOf(activity);
  }

  static TargetContents read(Connection connection) throws SQLException {
    return new TargetContents(
        ExportedSnapshot.identity(connection),
        column(connection, OBJECTS),
        column(connection, DROPS),
        ExportedSnapshot.activity(connection));
  }

  boolean isEmpty() {
    return objects.isEmpty();
  }

  String database() {
    return identity.name();
  }

  /** The same of a database that was renamed. */
  TargetContents as(DatabaseIdentity was) {
    return new TargetContents(was, objects, drops, activity);
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
