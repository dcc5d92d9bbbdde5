package dev.athanor.adopt.tool;

import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the tables of tools in a database. */
public final class ToolTables {
  /** A table of the name, and the names of its columns: two tools share a name. */
  private static final String SQL =
      """
      SELECT n.nspname, c.relname, string_agg(a.attname, ',' ORDER BY a.attnum)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p') AND n.nspname = %s AND c.relname IN (%s)
      GROUP BY 1, 2 ORDER BY 2
      """;

  private static final List<String> NAMES =
      List.of(
          "flyway_schema_history",
          "schema_version",
          "alembic_version",
          "schema_migrations",
          "ar_internal_metadata",
          "databasechangelog");

  private ToolTables() {}

  /** A table, its columns. */
  private record Found(String schema, String name, List<String> columns) {}

  /**
   * The table that says where the database is.
   *
   * @param schema where it is looked for
   * @param tool whose; empty: whose table is there
   * @param name where it is not called as the tool calls it
   * @return empty where there is none
   * @throws AthanorException INVALID_CONFIGURATION where there are several, or the one that was
   *     named is not there or is no such table
   */
  public static Optional<ToolTable> find(
      Database database, String schema, Optional<Tool> tool, Optional<String> name) {
    if (name.isPresent()) {
      return Optional.of(named(database, schema, tool, name.get()));
    }
    List<Found> found = read(database, schema, NAMES);
    List<ToolTable> tables = new ArrayList<>();
    for (Found each : found) {
      of(each, found).filter(t -> tool.isEmpty() || tool.get() == t.tool()).ifPresent(tables::add);
    }
    if (tables.size() > 1 && tool.isEmpty()) {
      // Athanor keeps its history in Liquibase's table: it says nothing of who migrated before.
      tables.removeIf(table -> table.tool() == Tool.LIQUIBASE);
    }
    if (tables.size() > 1) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Several tools have a table in schema "
              + schema
              + ": "
              + tables.stream().map(ToolTable::shown).collect(Collectors.joining(", "))
              + ".",
          "Say which of them the revisions came from, as in "
              + Term.TOOL.of(tables.get(0).tool().word())
              + ".");
    }
    if (tables.isEmpty() && tool.isPresent() && tool.get() != Tool.NOBODY) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is no table of " + tool.get().title() + "'s in schema " + schema + ".",
          "Name its schema with " + Term.SEARCH_PATH + ", or its name with " + Term.TABLE + ".");
    }
    return tables.stream().findFirst();
  }

  private static ToolTable named(
      Database database, String schema, Optional<Tool> tool, String name) {
    List<Found> found = read(database, schema, List.of(name));
    if (found.isEmpty() || tool.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          found.isEmpty()
              ? "There is no table " + schema + "." + name + "."
              : "Whose table " + schema + "." + name + " is nobody said.",
          "Give both "
              + Term.TOOL.of(tool.map(Tool::word).orElse("NAME"))
              + " and "
              + Term.TABLE
              + ", and the table's schema as "
              + Term.SEARCH_PATH
              + ".");
    }
    return new ToolTable(tool.get(), schema, name);
  }

  private static List<Found> read(Database database, String schema, List<String> names) {
    String list = names.stream().map(SqlText::literal).collect(Collectors.joining(","));
    return database.query(SQL.formatted(SqlText.literal(schema), list), ToolTables::rows);
  }

  private static List<Found> rows(ResultSet rows) throws SQLException {
    List<Found> found = new ArrayList<>();
    while (rows.next()) {
      found.add(
          new Found(rows.getString(1), rows.getString(2), List.of(rows.getString(3).split(","))));
    }
    return found;
  }

  private static Optional<ToolTable> of(Found table, List<Found> all) {
    Tool tool =
        switch (table.name()) {
          case "flyway_schema_history" -> Tool.FLYWAY;
          case "schema_version" -> table.columns().contains("installed_rank") ? Tool.FLYWAY : null;
          case "alembic_version" -> Tool.ALEMBIC;
          case "databasechangelog" -> Tool.LIQUIBASE;
          case "schema_migrations" -> migrations(table, all);
          default -> null;
        };
    return Optional.ofNullable(tool).map(t -> new ToolTable(t, table.schema(), table.name()));
  }

  private static Tool migrations(Found table, List<Found> all) {
    if (table.columns().contains("dirty")) {
      return Tool.GOLANG_MIGRATE;
    }
    boolean rails = all.stream().anyMatch(each -> each.name().equals("ar_internal_metadata"));
    return rails ? Tool.RAILS : Tool.DBMATE;
  }
}
