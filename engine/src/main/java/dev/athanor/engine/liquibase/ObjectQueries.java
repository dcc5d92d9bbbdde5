package dev.athanor.engine.liquibase;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import liquibase.database.Database;
import liquibase.structure.core.Table;

/**
 * Queries of pg_catalog that say whether an object exists, as Liquibase's preconditions do: each
 * kind has its own regard to case there. Without a schema the current one is meant.
 *
 * <p>They run by the user's search path, on which others may have put operators that fit better
 * than PostgreSQL's own: each operator, function and type is named in full.
 */
final class ObjectQueries {
  static final String EQUALS = " OPERATOR(pg_catalog.=) ";

  private static final String CLASS =
      "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid" + EQUALS + "c.relnamespace";
  private static final String CONSTRAINT =
      "pg_catalog.pg_constraint k JOIN pg_catalog.pg_class t ON t.oid"
          + EQUALS
          + "k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid"
          + EQUALS
          + "t.relnamespace";

  private final Database database;

  ObjectQueries(Database database) {
    this.database = database;
  }

  String table(String schema, String name) {
    return exists(
        CLASS, inLowerSchema(schema), exactly("c.relname", name), isOneOf("c.relkind", "rp"));
  }

  String view(String schema, String name) {
    return exists(
        CLASS, inLowerSchema(schema), named("c.relname", name), isOneOf("c.relkind", "v"));
  }

  String sequence(String schema, String name) {
    return exists(CLASS, inSchema(schema), named("c.relname", name), isOneOf("c.relkind", "S"));
  }

  String column(String schema, String table, String column) {
    return exists(
        "pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid"
            + EQUALS
            + "a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid"
            + EQUALS
            + "c.relnamespace",
        inSchema(schema),
        named("c.relname", table),
        named("a.attname", column),
        "a.attnum OPERATOR(pg_catalog.>) 0",
        "NOT a.attisdropped");
  }

  /**
   * {@code index}, {@code table} and {@code columns} may be null. Without a table Liquibase forgets
   * the schema.
   */
  String index(String schema, String index, String table, String columns) {
    return exists(
        "pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid"
            + EQUALS
            + "x.indexrelid JOIN pg_catalog.pg_class t ON t.oid"
            + EQUALS
            + "x.indrelid JOIN pg_catalog.pg_namespace n ON n.oid"
            + EQUALS
            + "i.relnamespace",
        inLowerSchema(table == null || table.isBlank() ? null : schema),
        exactly("i.relname", index),
        exactly("t.relname", table),
        columns("x.indrelid", "x.indkey", columns));
  }

  /** {@code name} or {@code table} may be null. */
  String primaryKey(String schema, String name, String table) {
    return exists(
        CONSTRAINT,
        isOneOf("k.contype", "p"),
        inLowerSchema(schema),
        named("k.conname", name),
        exactly("t.relname", table));
  }

  /** {@code table} may be null. */
  String foreignKey(String schema, String name, String table) {
    return exists(
        CONSTRAINT,
        isOneOf("k.contype", "f"),
        inLowerSchema(schema),
        named("k.conname", name),
        exactly("t.relname", table));
  }

  /** {@code name} or {@code columns} may be null. */
  String unique(String schema, String name, String table, String columns) {
    return exists(
        CONSTRAINT,
        isOneOf("k.contype", "u"),
        inSchema(schema),
        exactly("k.conname", name),
        exactly("t.relname", table),
        columns("k.conrelid", "k.conkey", columns));
  }

  static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }

  private static String exists(String from, String... conditions) {
    String where = String.join(" AND ", Stream.of(conditions).filter(c -> !c.isEmpty()).toList());
    return "SELECT EXISTS (SELECT 1 FROM " + from + " WHERE " + where + ")::pg_catalog.text";
  }

  /** The internal type {@code "char"} by its letters. */
  private static String isOneOf(String column, String letters) {
    return column
        + EQUALS
        + "ANY ('{"
        + String.join(",", letters.split(""))
        + "}'::pg_catalog.\"char\"[])";
  }

  static String lower(String expression) {
    return "pg_catalog.lower((" + expression + ")::pg_catalog.text)";
  }

  private static String inSchema(String schema) {
    return schema == null
        ? "n.nspname" + EQUALS + "pg_catalog.current_schema()"
        : lower("n.nspname") + EQUALS + lower(literal(schema));
  }

  /** Where Liquibase looks in the schema of that name in lower case, whatever is written. */
  private static String inLowerSchema(String schema) {
    return schema == null ? inSchema(null) : "n.nspname" + EQUALS + lower(literal(schema));
  }

  /** The name as Liquibase would write it: folded to lower case where it would not quote it. */
  private String exactly(String column, String name) {
    return name == null || name.isBlank()
        ? ""
        : column + EQUALS + literal(database.correctObjectName(name, Table.class));
  }

  private static String named(String column, String name) {
    return name == null || name.isBlank() ? "" : lower(column) + EQUALS + lower(literal(name));
  }

  /** The columns at the positions {@code keys}, in order, are {@code columns}. */
  private static String columns(String relation, String keys, String columns) {
    if (columns == null || columns.isBlank()) {
      return "";
    }
    List<String> names = new ArrayList<>();
    for (String column : columns.split(",")) {
      names.add(lower(literal(column.strip())));
    }
    return "ARRAY(SELECT "
        + lower("a.attname")
        + " FROM pg_catalog.unnest("
        + keys
        + ") WITH ORDINALITY p(num, ord) JOIN pg_catalog.pg_attribute a ON a.attrelid"
        + EQUALS
        + relation
        + " AND a.attnum"
        + EQUALS
        + "p.num ORDER BY p.ord)"
        + EQUALS
        + "ARRAY["
        + String.join(", ", names)
        + "]";
  }
}
