package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Dependency;
import dev.athanor.schema.model.ObjectId;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;

/** {@code pg_depend}, in terms of the objects that were read. */
final class DependencyReader {
  /** Objects of the system are never dropped, so what depends on them needs no order. */
  private static final int FIRST_NORMAL_OID = 16384;

  private static final String DEPENDENCIES =
      """
      SELECT DISTINCT c.relname, d.objid, d.objsubid, rc.relname AS ref_relname, d.refobjid,
        d.refobjsubid
      FROM pg_depend d
      JOIN pg_class c ON c.oid = d.classid
      JOIN pg_class rc ON rc.oid = d.refclassid
      WHERE d.objid >= %1$d AND d.refobjid >= %1$d AND d.deptype <> 'e'
      """;

  private DependencyReader() {}

  static Set<Dependency> read(Catalog catalog) throws SQLException {
    Set<Dependency> dependencies = new LinkedHashSet<>();
    catalog.query(
        DEPENDENCIES.formatted(FIRST_NORMAL_OID),
        row -> {
          ObjectId from =
              find(catalog, row.getString("relname"), row.getLong("objid"), row.getInt("objsubid"));
          ObjectId to =
              find(
                  catalog,
                  row.getString("ref_relname"),
                  row.getLong("refobjid"),
                  row.getInt("refobjsubid"));
          if (from != null && to != null && !from.equals(to)) {
            dependencies.add(new Dependency(from, to));
          }
        });
    return dependencies;
  }

  private static ObjectId find(Catalog catalog, String table, long oid, int column) {
    ObjectId exact = catalog.addresses.get(new Catalog.Address(table, oid, column));
    return exact != null || column == 0
        ? exact
        : catalog.addresses.get(new Catalog.Address(table, oid, 0));
  }
}
