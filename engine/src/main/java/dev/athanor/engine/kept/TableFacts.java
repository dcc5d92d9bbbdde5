package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What has to be known of a table to keep something of it.
 *
 * @param schema its schema's name
 * @param name its own
 * @param partitioned whether its rows are in its partitions
 * @param forced whether its policies hold for its owner, too
 * @param columns by number
 * @param keys each the numbers of the columns that tell rows apart; the primary key first
 */
record TableFacts(
    long oid,
    String schema,
    String name,
    boolean partitioned,
    boolean forced,
    Map<Integer, Column> columns,
    List<List<Integer>> keys) {

  private static final String TABLE =
      "SELECT n.nspname, c.relname, c.relkind = 'p', c.relforcerowsecurity FROM pg_class c"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ";

  /**
   * A value of a type that is not PostgreSQL's own is kept as its text, a domain's as what it is
   * made of: nothing that is kept may hold on to a type or a collation that a changeset drops.
   */
  private static final String COLUMNS =
      """
      SELECT a.attnum, a.attname, CASE
          WHEN t.typnamespace = 'pg_catalog'::regnamespace AND (a.attcollation = 0
            OR l.collnamespace = 'pg_catalog'::regnamespace) THEN ''
          WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN ' COLLATE "default"'
          WHEN t.typtype = 'd' AND b.typnamespace = 'pg_catalog'::regnamespace
            AND (b.typcollation = 0 OR l.collnamespace = 'pg_catalog'::regnamespace)
            THEN '::' || format_type(t.typbasetype, t.typtypmod)
          ELSE '::text' END, a.attgenerated <> ''
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_type b ON b.oid = t.typbasetype
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = %d ORDER BY a.attnum
      """;

  private static final String KEYS =
      """
      SELECT string_agg(k.number::text, ',' ORDER BY k.place) FROM pg_index i,
        unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attnum = k.number AND a.attnotnull
      WHERE a.attrelid = i.indrelid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
        AND i.indexprs IS NULL AND k.place <= i.indnkeyatts AND i.indrelid = %d
      GROUP BY i.indexrelid, i.indisprimary, i.indnkeyatts HAVING count(*) = i.indnkeyatts
      ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
      """;

  /**
   * A column.
   *
   * @param kept what goes behind its name to get the value that is kept
   * @param generated whether its values are computed, so that nobody has to keep them
   */
  record Column(String name, String kept, boolean generated) {
    /** SQL of its value as it is kept. */
    String value(String table) {
      return '(' + table + '.' + SqlText.identifier(name) + kept + ')';
    }
  }

  TableFacts {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    keys = List.copyOf(keys);
  }

  /** Empty for a table that is not there. */
  static Optional<TableFacts> read(Database database, long oid) {
    Map<Integer, Column> columns =
        database.query(
            COLUMNS.formatted(oid),
            rows -> {
              Map<Integer, Column> found = new LinkedHashMap<>();
              while (rows.next()) {
                found.put(
                    rows.getInt(1),
                    new Column(rows.getString(2), rows.getString(3), rows.getBoolean(4)));
              }
              return found;
            });
    List<List<Integer>> keys =
        database.query(
            KEYS.formatted(oid),
            rows -> {
              List<List<Integer>> found = new ArrayList<>();
              while (rows.next()) {
                found.add(Stream.of(rows.getString(1).split(",")).map(Integer::valueOf).toList());
              }
              return found;
            });
    return database.query(
        TABLE + oid,
        row ->
            row.next()
                ? Optional.of(
                    new TableFacts(
                        oid,
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        columns,
                        keys))
                : Optional.empty());
  }

  /** Its qualified, quoted name. */
  String qualified() {
    return SqlText.identifier(schema) + '.' + SqlText.identifier(name);
  }

  /** Does {@code work} while its policies hide nothing from its owner. */
  void unforced(Database database, Runnable work) {
    if (forced) {
      database.execute("ALTER TABLE " + qualified() + " NO FORCE ROW LEVEL SECURITY");
    }
    work.run();
    if (forced) {
      database.execute("ALTER TABLE " + qualified() + " FORCE ROW LEVEL SECURITY");
    }
  }

  /** What to read its own rows from, and those of its partitions. */
  String source() {
    return (partitioned ? "" : "ONLY ") + qualified();
  }

  /** The first key without these columns. */
  Optional<List<Integer>> keyWithout(Set<Integer> columns) {
    return keys.stream().filter(key -> key.stream().noneMatch(columns::contains)).findFirst();
  }

  List<String> names(List<Integer> numbers) {
    return numbers.stream().map(number -> columns.get(number).name()).toList();
  }
}
