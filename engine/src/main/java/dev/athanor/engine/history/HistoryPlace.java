package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.sql.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a history is, found by names alone: nothing of it has been read yet.
 *
 * @param names what Liquibase's tables are called
 * @param changelog the schema of the DATABASECHANGELOG that the asked search path finds, or of the
 *     one that is where it was said to be
 * @param current the schema in which one would be created; empty when it, or all of the search
 *     path, does not exist
 * @param schemaExists whether there is a schema {@code athanor}
 * @param tables which of {@link AthanorSchema#TABLES} are in it
 */
record HistoryPlace(
    HistoryNames names,
    Optional<String> changelog,
    Optional<String> current,
    boolean schemaExists,
    Set<String> tables) {
  /** Qualified to the last operator: it runs by the asked search path. */
  private static final String SQL =
      """
      SELECT (SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
          ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.oid OPERATOR(pg_catalog.=)
          pg_catalog.to_regclass(%1$s)::pg_catalog.oid),
        %2$s,
        EXISTS (SELECT FROM pg_catalog.pg_namespace
          WHERE nspname OPERATOR(pg_catalog.=) 'athanor'::pg_catalog.name),
        pg_catalog.array_to_string(ARRAY(SELECT c.relname::pg_catalog.text
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
          ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
          WHERE n.nspname OPERATOR(pg_catalog.=) 'athanor'::pg_catalog.name
          AND c.relname OPERATOR(pg_catalog.=) ANY ('{%3$s}'::pg_catalog.name[])), ',')
      """;

  HistoryPlace {
    tables = Set.copyOf(tables);
  }

  static HistoryPlace find(Database database) {
    HistoryNames names = database.names();
    return database.queryAsked(
        SQL.formatted(
            SqlText.literal(names.changelogAsked()),
            current(names),
            String.join(",", AthanorSchema.TABLES)),
        row -> read(names, row));
  }

  /** SQL of the schema, qualified to the last operator. */
  static String current(HistoryNames names) {
    return names
        .schema()
        .map(
            schema ->
                "(SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname"
                    + " OPERATOR(pg_catalog.=) "
                    + SqlText.literal(schema)
                    + "::pg_catalog.name)")
        .orElse("pg_catalog.current_schema()");
  }

  private static HistoryPlace read(HistoryNames names, ResultSet row) throws SQLException {
    row.next();
    return new HistoryPlace(
        names,
        Optional.ofNullable(row.getString(1)),
        Optional.ofNullable(row.getString(2)),
        row.getBoolean(3),
        Set.of(row.getString(4).split(",")));
  }

  /** The schema that the history belongs to. */
  Optional<String> schema() {
    return changelog.or(() -> current);
  }

  /** What schema {@code athanor} calls it. */
  Optional<String> history() {
    return schema().map(names::history);
  }

  /** The qualified names of the tables that exist, of those asked for. */
  List<String> existing(String... names) {
    return List.of(names).stream().filter(tables::contains).map(n -> "athanor." + n).toList();
  }

  boolean has(String table) {
    return tables.contains(table);
  }

  /** The qualified, quoted name of DATABASECHANGELOG, if there is one. */
  Optional<String> changelogTable() {
    return changelog.map(names::changelogIn);
  }
}
