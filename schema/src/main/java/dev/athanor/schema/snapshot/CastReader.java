package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Cast;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Casts of which a type lies in one of the schemas that are read. */
final class CastReader {
  private static final String CASTS =
      """
      SELECT k.oid, format_type(k.castsource, NULL) AS source,
        format_type(k.casttarget, NULL) AS target, k.castcontext, k.castmethod,
        k.castfunc::regprocedure::text AS function, d.description
      FROM pg_cast k
      JOIN pg_type s ON s.oid = k.castsource
      JOIN pg_type t ON t.oid = k.casttarget
      LEFT JOIN pg_description d
        ON d.objoid = k.oid AND d.classoid = 'pg_cast'::regclass AND d.objsubid = 0
      WHERE ARRAY[s.typnamespace, t.typnamespace] && ?
        AND NOT EXISTS (SELECT FROM pg_depend i
          WHERE i.classid = 'pg_cast'::regclass AND i.objid = k.oid AND i.deptype = 'i')
      ORDER BY 2, 3
      """;

  private CastReader() {}

  static void read(Catalog catalog) throws SQLException {
    catalog.query(CASTS, row -> catalog.add("pg_cast", row.getLong("oid"), cast(row)));
  }

  private static Cast cast(ResultSet row) throws SQLException {
    String source = row.getString("source");
    String target = row.getString("target");
    return new Cast(
        ObjectId.of(Kind.CAST, "", source + " AS " + target),
        source,
        target,
        switch (row.getString("castmethod")) {
          case "i" -> "WITH INOUT";
          case "b" -> "WITHOUT FUNCTION";
          default -> "WITH FUNCTION " + row.getString("function");
        },
        switch (row.getString("castcontext")) {
          case "i" -> "AS IMPLICIT";
          case "a" -> "AS ASSIGNMENT";
          default -> "";
        },
        row.getString("description"));
  }
}
