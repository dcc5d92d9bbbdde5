package dev.athanor.engine.liquibase;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Queries of pg_catalog that say whether an object exists. Names compare without regard to case, as
 * Liquibase's snapshots do; without a schema the current one is meant.
 */
final class ObjectQueries {
  private ObjectQueries() {}

  static String relation(String schema, String name, String kinds) {
    return exists(
        "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
        inSchema(schema),
        named("c.relname", name),
        "c.relkind IN (" + kinds + ")");
  }

  static String column(String schema, String table, String column) {
    return exists(
        "pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
        inSchema(schema),
        named("c.relname", table),
        named("a.attname", column),
        "a.attnum > 0",
        "NOT a.attisdropped");
  }

  /** {@code index}, {@code table} and {@code columns} may be null. */
  static String index(String schema, String index, String table, String columns) {
    return exists(
        "pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
            + " JOIN pg_catalog.pg_class t ON t.oid = x.indrelid"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace",
        inSchema(schema),
        named("i.relname", index),
        named("t.relname", table),
        columns("x.indrelid", "x.indkey", columns));
  }

  /** A constraint of one type; {@code name}, {@code table} and {@code columns} may be null. */
  static String constraint(String type, String schema, String name, String table, String columns) {
    return exists(
        "pg_catalog.pg_constraint k JOIN pg_catalog.pg_class t ON t.oid = k.conrelid"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace",
        "k.contype = '" + type + "'",
        inSchema(schema),
        named("k.conname", name),
        named("t.relname", table),
        columns("k.conrelid", "k.conkey", columns));
  }

  static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }

  private static String exists(String from, String... conditions) {
    String where = String.join(" AND ", Stream.of(conditions).filter(c -> !c.isEmpty()).toList());
    return "SELECT EXISTS (SELECT 1 FROM " + from + " WHERE " + where + ")::text";
  }

  private static String inSchema(String schema) {
    return schema == null
        ? "n.nspname = current_schema()"
        : "lower(n.nspname) = lower(" + literal(schema) + ")";
  }

  private static String named(String column, String name) {
    return name == null || name.isBlank()
        ? ""
        : "lower(" + column + ") = lower(" + literal(name) + ")";
  }

  /** The columns at the positions {@code keys}, in order, are {@code columns}. */
  private static String columns(String relation, String keys, String columns) {
    if (columns == null || columns.isBlank()) {
      return "";
    }
    List<String> names = new ArrayList<>();
    for (String column : columns.split(",")) {
      names.add("lower(" + literal(column.strip()) + ")");
    }
    return "ARRAY(SELECT lower(a.attname) FROM unnest("
        + keys
        + ") WITH ORDINALITY p(num, ord) JOIN pg_catalog.pg_attribute a ON a.attrelid = "
        + relation
        + " AND a.attnum = p.num ORDER BY p.ord) = ARRAY["
        + String.join(", ", names)
        + "]";
  }
}
