package dev.athanor.engine.history;

import dev.athanor.engine.model.ChangesetKey;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of DATABASECHANGELOG.
 *
 * @param key its identity as stored: an UPDATE or DELETE has to name it just so
 * @param checksum the MD5SUM column; empty when it was cleared ({@code clearCheckSums})
 * @param execType {@code EXECUTED}, {@code RERAN} or {@code MARK_RAN}
 * @param order the ORDEREXECUTED column
 * @param executed the DATEEXECUTED column as PostgreSQL prints it
 * @param tag the TAG column
 * @param place the row's {@code ctid}: right as long as nobody rewrites the table, and only a short
 *     way to the row, for the table has no index; empty where several rows have the same key
 */
public record HistoryRow(
    ChangesetKey key,
    Optional<String> checksum,
    String execType,
    int order,
    String executed,
    Optional<String> tag,
    Optional<String> place) {
  public HistoryRow {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(checksum, "checksum");
    Objects.requireNonNull(execType, "execType");
    Objects.requireNonNull(executed, "executed");
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(place, "place");
  }

  /** The same, to be looked for by its key. */
  HistoryRow withoutPlace() {
    return new HistoryRow(key, checksum, execType, order, executed, tag, Optional.empty());
  }

  /** Whether it was recorded without having been run. */
  public boolean markedRan() {
    return execType.equals("MARK_RAN");
  }
}
