package dev.athanor.rehearsal.squash;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What is asked of a scratch database, where names are quoted and qualified. */
final class Tables {
  /** Of an alias n: schemas of the project's. */
  static final String OWN =
      "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'athanor', 'athanor_kept')";

  private static final String ALL =
      """
      SELECT format('%I.%I', n.nspname, c.relname), n.nspname || '.' || c.relname, c.oid::text,
          c.relkind::text, EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid
            AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')::text,
          c.relforcerowsecurity::text, c.relispopulated::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE\s"""
          + OWN
          + """
           AND c.relkind IN ('r', 'm', 'S')
          AND c.relname NOT IN ('databasechangelog', 'databasechangeloglock')
        ORDER BY c.oid""";

  private static final String COLUMNS =
      """
      SELECT attname, quote_ident(attname), (attgenerated <> '')::text,
          (atttypid = 'money'::regtype)::text
        FROM pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";

  private final Connection connection;

  Tables(Connection connection) {
    this.connection = connection;
  }

  /**
   * A table, a materialized view or a sequence.
   *
   * @param sql its name as SQL has it
   * @param name the same for people
   * @param kind as {@code pg_class.relkind}
   * @param ofExtension whether an extension made it
   * @param forced whether row security holds for its owner, too
   * @param populated of a materialized view, whether it has what it selects
   */
  record Relation(
      String sql,
      String name,
      String oid,
      String kind,
      boolean ofExtension,
      boolean forced,
      boolean populated) {}

  /** A column, by its name and as SQL has it. */
  record Column(String name, String sql, boolean generated, boolean money) {}

  List<Relation> all() throws SQLException {
    return rows(ALL, 7).stream()
        .map(
            row ->
                new Relation(
                    row[0],
                    row[1],
                    row[2],
                    row[3],
                    row[4].equals("true"),
                    row[5].equals("true"),
                    row[6].equals("true")))
        .toList();
  }

  List<Column> columns(Relation relation) throws SQLException {
    return rows(COLUMNS.formatted(relation.oid()), 4).stream()
        .map(row -> new Column(row[0], row[1], row[2].equals("true"), row[3].equals("true")))
        .toList();
  }

  List<String[]> rows(String sql, int columns) throws SQLException {
    List<String[]> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        String[] row = new String[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = result.getString(i + 1);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  List<String> texts(String sql) throws SQLException {
    return rows(sql, 1).stream().map(row -> row[0]).toList();
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
