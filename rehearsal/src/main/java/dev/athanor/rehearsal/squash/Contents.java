package dev.athanor.rehearsal.squash;

import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Printable;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that a database holds, to compare it with another one.
 *
 * @param schema as a snapshot has it, privileges and versions of extensions included
 * @param rows of each table
 * @param facts what a snapshot leaves out, each as a line: owners, comments, positions of
 *     sequences, settings, and what is recorded of the history
 */
record Contents(SchemaSnapshot schema, Map<String, Rows> rows, List<String> facts) {
  static final SnapshotOptions OPTIONS =
      SnapshotOptions.DEFAULT.withGrants(true).withExtensionVersions(true);

  private static final int SHOWN = 160;

  private static final String FACTS =
      """
      SELECT fact FROM (SELECT 'owner of ' || c.oid::regclass || ' is ' || c.relowner::regrole
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE %1$s
      UNION ALL SELECT 'owner of ' || p.oid::regprocedure || ' is ' || p.proowner::regrole
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE %1$s
      UNION ALL SELECT 'owner of type ' || t.oid::regtype || ' is ' || t.typowner::regrole
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE %1$s
      UNION ALL SELECT 'owner of schema ' || nspname || ' is ' || nspowner::regrole
        FROM pg_namespace n WHERE %1$s
      UNION ALL SELECT 'comment on one of ' || classoid::regclass || ': ' || description
        FROM pg_description WHERE objoid >= 16384
      UNION ALL SELECT 'default privileges ' || defaclrole::regrole || ' '
        || defaclnamespace::regnamespace || ' ' || defaclobjtype::text || ' ' || defaclacl::text
        FROM pg_default_acl
      UNION ALL SELECT 'trigger ' || tgname || ' on ' || tgrelid::regclass || ' fires ' || tgenabled::text
        FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'rule ' || rulename || ' on ' || ev_class::regclass || ' is ' || ev_enabled::text
        FROM pg_rewrite WHERE ev_class >= 16384
      UNION ALL SELECT 'materialized view ' || oid::regclass || ' is populated: ' || relispopulated
        FROM pg_class WHERE relkind = 'm'
      UNION ALL SELECT 'setting of the database ' || s.setconfig::text FROM pg_db_role_setting s
        JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
      UNION ALL SELECT 'privileges on the database ' || datacl::text FROM pg_database
        WHERE datname = current_database()
      UNION ALL SELECT 'large object ' || oid FROM pg_largeobject_metadata
      UNION ALL SELECT 'security label ' || label FROM pg_seclabel
      UNION ALL SELECT 'language ' || lanname FROM pg_language WHERE oid >= 16384
      UNION ALL SELECT 'foreign server ' || srvname FROM pg_foreign_server
      UNION ALL SELECT 'foreign data wrapper ' || fdwname FROM pg_foreign_data_wrapper
      UNION ALL SELECT 'access method ' || amname FROM pg_am WHERE oid >= 16384
      UNION ALL SELECT 'conversion ' || conname FROM pg_conversion WHERE oid >= 16384
      UNION ALL SELECT 'transform of ' || trftype::regtype FROM pg_transform
      UNION ALL SELECT 'history ' || concat_ws('|', id, author, filename, exectype, md5sum,
        description, comments, tag, contexts, labels, liquibase) FROM public.databasechangelog
      UNION ALL SELECT 'kept undo ' || concat_ws('|', history, path, id, author, revision, position,
        size, reversible, transactional, undo, checksum) FROM athanor.changeset
      UNION ALL SELECT 'kept ' || r::text FROM athanor.revision r) AS all_of_them (fact)
      WHERE fact IS NOT NULL ORDER BY 1"""
          .formatted(Tables.OWN);

  /** Roles and the like, which all databases of a server have in common. */
  private static final String CLUSTER =
      """
      SELECT 'role ' || concat_ws('|', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb,
          rolcanlogin, rolreplication, rolconnlimit, rolvaliduntil, rolbypassrls, rolconfig)
        FROM pg_roles
      UNION ALL SELECT 'membership ' || roleid::regrole || ' ' || member::regrole
        FROM pg_auth_members
      UNION ALL SELECT 'tablespace ' || spcname FROM pg_tablespace
      UNION ALL SELECT 'database ' || datname FROM pg_database WHERE datname !~ '^athanor_'
      UNION ALL SELECT 'setting of all databases ' || setconfig::text FROM pg_db_role_setting
        WHERE setdatabase = 0
      ORDER BY 1""";

  /**
   * @param accepted columns, as {@code schema.table.column}, that are not looked at
   */
  static Contents read(Connection connection, Set<String> accepted) throws SQLException {
    Tables tables = new Tables(connection);
    Map<String, Rows> rows = new TreeMap<>();
    List<String> facts = new ArrayList<>(tables.texts(FACTS));
    for (Tables.Relation relation : tables.all()) {
      if (relation.kind().equals("S")) {
        facts.add(
            "sequence "
                + relation.name()
                + " is at "
                + tables.texts(
                    "SELECT last_value || ', called: ' || is_called FROM " + relation.sql()));
      } else if (relation.populated()) {
        rows.put(relation.name(), rows(tables, relation, accepted));
      }
    }
    return new Contents(SchemaSnapshot.read(connection, OPTIONS), rows, facts);
  }

  private static Rows rows(Tables tables, Tables.Relation relation, Set<String> accepted)
      throws SQLException {
    String columns =
        tables.columns(relation).stream()
            .filter(column -> !accepted.contains(relation.name() + "." + column.name()))
            .map(Tables.Column::sql)
            .collect(Collectors.joining(", "));
    String[] row =
        tables
            .rows(
                "SELECT count(*), coalesce(md5(string_agg(h, '' ORDER BY h)), '') FROM (SELECT"
                    + " md5(ROW("
                    + columns
                    + ")::text) AS h FROM ONLY "
                    + relation.sql()
                    + ") AS hashed",
                2)
            .get(0);
    return new Rows(Long.parseLong(row[0]), row[1]);
  }

  static List<String> cluster(Connection connection) throws SQLException {
    return new Tables(connection).texts(CLUSTER);
  }

  /** What the other one has otherwise, a line each. */
  List<String> differences(Contents other) {
    List<String> differences = new ArrayList<>();
    SchemaDiff.between(schema, other.schema()).headlines().stream()
        .map(String::valueOf)
        .forEach(differences::add);
    rows.forEach(
        (table, those) -> {
          if (other.rows().containsKey(table) && !those.equals(other.rows().get(table))) {
            differences.add("the rows of " + table);
          }
        });
    differences.addAll(only(facts, other.facts()));
    differences.addAll(only(other.facts(), facts));
    return differences;
  }

  /** What the first has more of than the second. */
  static List<String> only(List<String> first, List<String> second) {
    List<String> left = new ArrayList<>(first);
    second.forEach(left::remove);
    return left.stream().map(each -> Cut.head(Printable.line(each), SHOWN)).toList();
  }
}
