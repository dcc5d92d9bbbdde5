package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;
import java.util.List;
import java.util.Optional;

/** How rows of a table {@code t} and kept ones {@code k} find each other. */
final class KeyMatch {
  /**
   * By PostgreSQL's own operator where both have the same type; by their texts where the type
   * changed, or is not PostgreSQL's own and was kept as a text.
   */
  private static final String CONDITION =
      """
      SELECT count(*), string_agg(format(CASE WHEN p.atttypid = k.atttypid THEN 't.%%I = k.%%I'
          ELSE 't.%%I::text = k.%%I::text' END, p.attname, k.attname), ' AND ')
      FROM unnest(%s) WITH ORDINALITY AS key (name, place)
        JOIN pg_attribute p ON p.attrelid = %d AND p.attname = key.name AND NOT p.attisdropped
        JOIN pg_attribute k ON k.attrelid = %s::regclass AND k.attname = 'k' || key.place
      """;

  private KeyMatch() {}

  /**
   * The condition.
   *
   * @param kept the kept rows' table, whose columns {@code k1}, {@code k2}, … are the key
   * @param table the table's oid
   * @param key names of its columns that are the key
   * @return empty where it has not all of them
   */
  static Optional<String> condition(Database database, String kept, long table, List<String> key) {
    return database.query(
        CONDITION.formatted(SqlText.array(key), table, SqlText.literal(kept)),
        row -> {
          row.next();
          return row.getInt(1) == key.size()
              ? Optional.ofNullable(row.getString(2))
              : Optional.empty();
        });
  }
}
