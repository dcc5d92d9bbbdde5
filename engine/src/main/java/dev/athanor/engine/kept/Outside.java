package dev.athanor.engine.kept;

import java.util.List;
import java.util.stream.Collectors;

/** One text of all objects outside the schema of kept tables: another one where these differ. */
final class Outside {
  /** First oid that is not PostgreSQL's own. */
  private static final int FIRST = 16384;

  /** Catalogs with the column that says in which schema an object is. */
  private static final List<String> BY_SCHEMA =
      List.of(
          "pg_class:relnamespace",
          "pg_constraint:connamespace",
          "pg_type:typnamespace",
          "pg_proc:pronamespace",
          "pg_statistic_ext:stxnamespace");

  /** Catalogs with the column that says of which table an object is. */
  private static final List<String> BY_TABLE =
      List.of(
          "pg_attrdef:adrelid",
          "pg_trigger:tgrelid",
          "pg_rewrite:ev_class",
          "pg_policy:polrelid",
          "pg_publication_rel:prrelid");

  /** Looked up each time it is asked: a try that is taken back may have made the schema. */
  private static final String SCHEMA =
      "(SELECT oid FROM pg_namespace WHERE nspname = '" + Kept.SCHEMA + "')";

  private static final String KEPT =
      "(SELECT oid FROM pg_class WHERE relnamespace = " + SCHEMA + ")";

  /** A query of one row, by the session's own search path. */
  static final String SQL =
      "SELECT concat_ws(' ',"
          + BY_SCHEMA.stream()
              .map(
                  each -> objects(each, "oid", "NOT IN (" + SCHEMA + ", 'pg_toast'::regnamespace)"))
              .collect(Collectors.joining(","))
          + ","
          + BY_TABLE.stream()
              .map(each -> objects(each, "oid", "NOT IN " + KEPT))
              .collect(Collectors.joining(","))
          + ","
          + columns()
          + ")";

  private Outside() {}

  private static String objects(String catalog, String number, String where) {
    String[] parts = catalog.split(":");
    return sum("hashint8(" + number + "::bigint)")
        + "FROM "
        + parts[0]
        + " WHERE oid >= "
        + FIRST
        + " AND "
        + parts[1]
        + ' '
        + where
        + ")";
  }

  /** Of tables and composite types; those of TOAST tables come and go with theirs. */
  private static String columns() {
    return sum("hashint8(attrelid::bigint * 2048 + attnum)")
        + "FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid >= "
        + FIRST
        + " AND attrelid NOT IN (SELECT oid FROM pg_class WHERE relnamespace IN ("
        + SCHEMA
        + ", 'pg_toast'::regnamespace)))";
  }

  private static String sum(String hash) {
    return "(SELECT count(*) || ':' || coalesce(sum(" + hash + "::bigint), 0) ";
  }
}
