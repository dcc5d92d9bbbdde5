package dev.athanor.rehearsal.record;

import dev.athanor.rehearsal.recording.LockMode;
import java.util.Map;
import java.util.Set;

/**
 * What a session has done so far, at one moment.
 *
 * @param transaction when its transaction began, as the server writes it
 * @param walThen the WAL's end when the look began, in bytes
 * @param walNow and when it ended: reading catalogs may write a little, too
 * @param catalogs rows that were written in system catalogs, by their names
 * @param locks what it holds of relations, by OID
 * @param counts what it read and wrote, by OID of a table or an index; nothing but zeros is left
 *     out
 * @param settings what was set in the session
 */
record Look(
    String transaction,
    long walThen,
    long walNow,
    Map<String, Long> catalogs,
    Map<Long, Set<LockMode>> locks,
    Map<Long, Counts> counts,
    Map<String, String> settings) {

  /** Counters of {@code pg_stat}'s for a table, or for an index, which only has scans. */
  record Counts(long scans, long rows, long inserted, long updated, long deleted) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    Counts minus(Counts other) {
      return new Counts(
          scans - other.scans,
          rows - other.rows,
          inserted - other.inserted,
          updated - other.updated,
          deleted - other.deleted);
    }
  }
}
