package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How an earlier run went, by {@code athanor.run}.
 *
 * @param id that no other run has
 * @param history whose run it was: a database may have several; empty where it was not noted down
 * @param started by the server's clock, which may have been put back since
 * @param succeeded whether it reached its end; false also for one that was killed or still runs
 * @param planHash the plan that it ran
 * @param to the revisions that are current where it succeeded
 */
public record PastRun(
    String id,
    String history,
    Instant started,
    boolean succeeded,
    String planHash,
    List<String> to) {
  /** A database that no run has been in since has its runs in the form without. */
  private static final String HAS_HISTORY =
      "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid ="
          + " pg_catalog.to_regclass('athanor.run') AND attname = 'history'";

  private static final String SQL =
      "SELECT id::text, %s, started, outcome = 'SUCCEEDED', plan_hash, to_revisions FROM athanor.run"
          + " ORDER BY started";

  public PastRun {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(history, "history");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(planHash, "planHash");
    to = List.copyOf(to);
  }

  /** All of them, oldest first; none in a database that Athanor has not written to. */
  public static List<PastRun> all(Database database) {
    List<String> tables = HistoryPlace.find(database).existing("run");
    if (tables.isEmpty()) {
      return List.of();
    }
    String history = database.queryText(HAS_HISTORY) == null ? "''" : "coalesce(history, '')";
    return new TrustedRead(database, tables)
        .read(SQL.formatted(history), results -> read(results.next()));
  }

  private static List<PastRun> read(ResultSet rows) throws SQLException {
    List<PastRun> runs = new ArrayList<>();
    while (rows.next()) {
      runs.add(
          new PastRun(
              rows.getString(1),
              rows.getString(2),
              rows.getObject(3, OffsetDateTime.class).toInstant(),
              rows.getBoolean(4),
              rows.getString(5),
              HistoryReader.strings(rows.getArray(6))));
    }
    return runs;
  }
}
