package dev.athanor.schema.snapshot;

import java.sql.SQLException;
import java.util.List;

/**
 * What a transaction has written to the catalogs up to a moment.
 *
 * @param transaction its number; 0 where it has written nothing
 * @param deleted rows that it has deleted
 */
record Writes(long transaction, long deleted) {
  private static final String QUERY =
      """
      SELECT coalesce(pg_current_xact_id_if_assigned()::text, '0'), sum(pg_stat_get_xact_tuples_deleted(oid))
      FROM pg_class WHERE relkind = 'r' AND oid < 16384
      """;

  static Writes read(PreparedReads.Message message) throws SQLException {
    Writes[] read = new Writes[1];
    message.add(QUERY, List.of(), row -> read[0] = new Writes(row.getLong(1), row.getLong(2)));
    message.read();
    return read[0];
  }

  boolean isOfTransactionOf(Writes other) {
    return transaction == other.transaction;
  }

  /** Its number as rows have it: without how often the numbers have begun anew. */
  long mark() {
    return transaction & 0xFFFFFFFFL;
  }

  /**
   * Whether this transaction has deleted nothing since: then all that it did is in rows that it has
   * written.
   */
  boolean hasOnlyAddedSince(Writes earlier) {
    return transaction != 0 && deleted == (isOfTransactionOf(earlier) ? earlier.deleted : 0);
  }
}
