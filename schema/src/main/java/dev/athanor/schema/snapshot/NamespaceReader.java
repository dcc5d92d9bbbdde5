package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Extension;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Schema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Schemas, extensions, and which objects extensions own. */
final class NamespaceReader {
  private static final String SCHEMAS =
      """
      SELECT n.oid, n.nspname, d.description
      FROM pg_namespace n
      LEFT JOIN pg_description d
        ON d.objoid = n.oid AND d.classoid = 'pg_namespace'::regclass AND d.objsubid = 0
      ORDER BY n.nspname COLLATE "C"
      """;

  private static final String EXTENSIONS =
      """
      SELECT e.oid, e.extname, n.nspname, e.extversion, d.description
      FROM pg_extension e
      JOIN pg_namespace n ON n.oid = e.extnamespace
      LEFT JOIN pg_description d
        ON d.objoid = e.oid AND d.classoid = 'pg_extension'::regclass AND d.objsubid = 0
      WHERE e.extname <> 'plpgsql'
      ORDER BY e.extname COLLATE "C"
      """;

  private static final String MEMBERS =
      """
      SELECT c.relname, d.objid, d.refobjid
      FROM pg_depend d
      JOIN pg_class c ON c.oid = d.classid
      WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
      """;

  private NamespaceReader() {}

  static void read(Catalog catalog) throws SQLException {
    Map<Long, ObjectId> extensions = new HashMap<>();
    catalog.query(
        EXTENSIONS,
        row -> {
          ObjectId id = ObjectId.of(Kind.EXTENSION, "", row.getString("extname"));
          String version = catalog.options.extensionVersions() ? row.getString("extversion") : null;
          catalog.add(
              "pg_extension",
              row.getLong("oid"),
              new Extension(id, row.getString("nspname"), version, row.getString("description")));
          extensions.put(row.getLong("oid"), id);
        });
    catalog.query(
        MEMBERS,
        row -> {
          ObjectId extension = extensions.get(row.getLong("refobjid"));
          if (extension != null) {
            catalog.member(
                new Catalog.Address(row.getString("relname"), row.getLong("objid"), 0), extension);
          }
        });
    List<Long> oids = new ArrayList<>();
    catalog.query(
        SCHEMAS,
        row -> {
          String name = row.getString("nspname");
          long oid = row.getLong("oid");
          if (catalog.options.takesSchema(name) && !catalog.isMember("pg_namespace", oid)) {
            oids.add(oid);
            ObjectId id = ObjectId.of(Kind.SCHEMA, "", name);
            catalog.add("pg_namespace", oid, new Schema(id, row.getString("description")));
          }
        });
    catalog.schemas(oids);
  }
}
