package dev.athanor.engine.kept;

/**
 * A table, or a column's values, that a changeset takes away.
 *
 * @param kind how
 * @param table the table's oid
 * @param column the column's number in it; 0 for the whole table
 */
record Loss(Kept.Kind kind, long table, int column) {
  static Loss ofTable(long table) {
    return new Loss(Kept.Kind.TABLE, table, 0);
  }
}
