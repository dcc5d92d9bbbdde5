package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What was applied to a database, as it stood when it was read.
 *
 * <p>DATABASECHANGELOG is the truth about what is applied, whoever wrote it; schema {@code athanor}
 * adds how to undo it, which is read only when it is first asked for.
 */
public final class History {
  /** The schema that holds what DATABASECHANGELOG has no column for. */
  public static final String SCHEMA = "athanor";

  private final List<String> database;
  private final Optional<String> tableSchema;
  private final Optional<String> place;
  private final List<HistoryRow> rows;
  private final Map<String, HistoryRow> byIdentity;
  private final List<Unfinished> unfinished;
  private final String fingerprint;
  private final Supplier<StoredHistory> stored;
  private StoredHistory loaded;

  History(
      List<String> database,
      Optional<String> tableSchema,
      Optional<String> place,
      List<HistoryRow> rows,
      List<Unfinished> unfinished,
      String fingerprint,
      Supplier<StoredHistory> stored) {
    this.database = List.copyOf(database);
    this.tableSchema = tableSchema;
    this.place = place;
    this.rows = List.copyOf(rows);
    this.unfinished = List.copyOf(unfinished);
    this.fingerprint = fingerprint;
    this.stored = stored;
    this.byIdentity = new LinkedHashMap<>(rows.size() * 2);
    for (HistoryRow row : rows) {
      String identity = row.key().identity();
      if (byIdentity.put(identity, row) != null) {
        byIdentity.put(identity, row.withoutPlace());
      }
    }
  }

  /**
   * Reads the history in one network flight; a database that nobody migrated has an empty one.
   *
   * <p>{@link #stored()} reads through the same session, which must still be open then.
   */
  public static History read(Database database) {
    return new HistoryReader(database).read();
  }

  /**
   * What the history of a database is taken to be that nobody reads: these rows, and nothing in
   * schema {@code athanor}.
   */
  public static History assumed(List<HistoryRow> rows) {
    return new History(
        List.of(),
        Optional.empty(),
        Optional.empty(),
        rows,
        List.of(),
        Digest.of("assumed " + rows),
        () -> StoredHistory.EMPTY);
  }

  /**
   * Which database this is the history of, whatever address it has: the cluster's system
   * identifier, and the database's oid and name. All empty histories are alike, and a copy's is its
   * original's.
   */
  public List<String> database() {
    return database;
  }

  /** The schema of the DATABASECHANGELOG that was read; empty when there is none. */
  public Optional<String> tableSchema() {
    return tableSchema;
  }

  /**
   * The schema that changesets make their objects in, and in which a DATABASECHANGELOG is or would
   * be created unless it was said to be elsewhere: the first of the search path that exists. Empty
   * where there is none, and for a history that is assumed.
   */
  public Optional<String> place() {
    return place;
  }

  /** In Liquibase's order: DATEEXECUTED, then ORDEREXECUTED. */
  public List<HistoryRow> rows() {
    return rows;
  }

  /** The row of a changeset, found by Liquibase's rules of identity. */
  public Optional<HistoryRow> row(ChangesetKey key) {
    return Optional.ofNullable(byIdentity.get(key.identity()));
  }

  public boolean isApplied(ChangesetKey key) {
    return byIdentity.containsKey(key.identity());
  }

  public List<Unfinished> unfinished() {
    return unfinished;
  }

  /** What is left to resume of a changeset. */
  public Optional<Unfinished> unfinished(ChangesetKey key) {
    String identity = key.identity();
    return unfinished.stream().filter(step -> step.key().identity().equals(identity)).findFirst();
  }

  /** SHA-256 over all rows and what is unfinished: equal when nothing was applied or undone. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The largest ORDEREXECUTED, 0 when there is none. */
  public int lastOrder() {
    return rows.stream().mapToInt(HistoryRow::order).max().orElse(0);
  }

  /** What schema {@code athanor} knows: read at the first call. */
  public synchronized StoredHistory stored() {
    if (loaded == null) {
      loaded = stored.get();
    }
    return loaded;
  }
}
