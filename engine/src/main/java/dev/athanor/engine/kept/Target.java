package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.sql.SqlText;

/**
 * What a kept table or column is called by, as it is at a moment.
 *
 * @param table the table's oid; 0 where it is not there
 * @param column the column's number; 0 where it is not there, or a whole table is meant
 * @param type the column's type
 */
record Target(long table, int column, String type) {
  private static final String SQL =
      """
      SELECT c.oid, coalesce(a.attnum, 0), coalesce(a.atttypid || ' ' || a.atttypmod, '')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = %3$s AND a.attnum > 0
          AND NOT a.attisdropped
      WHERE n.nspname = %1$s AND c.relname = %2$s AND c.relkind IN ('r', 'p')
      """;

  private static final Target NONE = new Target(0, 0, "");

  static Target of(Database database, Kept kept) {
    return of(database, kept.schema(), kept.table(), kept.column());
  }

  static Target of(Database database, String schema, String table, String column) {
    return database.query(
        SQL.formatted(SqlText.literal(schema), SqlText.literal(table), SqlText.literal(column)),
        row -> row.next() ? new Target(row.getLong(1), row.getInt(2), row.getString(3)) : NONE);
  }

  /** Whether it is there again, so that what was kept of it can go back. */
  boolean isBack(Kept.Kind kind, Target before) {
    return switch (kind) {
      case TABLE -> table != 0 && table != before.table;
      case COLUMN -> column != 0 && (table != before.table || column != before.column);
      case CONVERSION -> column != 0 && !equals(before);
      case DELETED -> table != 0;
      case UPDATED -> column != 0;
    };
  }
}
