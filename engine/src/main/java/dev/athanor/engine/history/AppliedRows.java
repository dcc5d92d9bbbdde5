package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.HeadState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The digest of all rows of DATABASECHANGELOG, made by the server: a {@link HeadState}'s. */
public final class AppliedRows {
  // Sorted by bytes, as the bundle's are; a row without a checksum falls out and so spoils the sum.
  private static final String SQL =
      "SELECT 'sha256:' || encode(sha256(convert_to(coalesce(string_agg(r, '' ORDER BY r COLLATE"
          + " \"C\"), ''), 'UTF8')), 'hex') FROM (SELECT id || chr(%1$d) || author || chr(%1$d) ||"
          + " filename || chr(%1$d) || md5sum || chr(%2$d) AS r FROM %3$s) rows"
          + " WHERE NOT EXISTS (SELECT FROM athanor.unfinished%4$s)";

  private AppliedRows() {}

  /** Empty in a database that this version of Athanor has not migrated yet. */
  public static Optional<String> digest(Database database) {
    HistoryPlace place = HistoryPlace.find(database);
    if (place.changelog().isEmpty() || !place.has("version")) {
      return Optional.empty();
    }
    String table = place.changelogTable().orElseThrow();
    TrustedRead read =
        new TrustedRead(database, List.of("athanor.version", "athanor.unfinished", table));
    String sql =
        SQL.formatted(
            (int) HeadState.COLUMN_END, (int) HeadState.ROW_END, table, AthanorSchema.only(place));
    try {
      return read.tryRead(
          AthanorSchema.versionQuery(place) + ";" + sql, results -> digest(database, results));
    } catch (SQLException e) {
      AthanorSchema.requireKnown(database, place);
      throw read.failed(e);
    }
  }

  private static Optional<String> digest(Database database, Results results) throws SQLException {
    AthanorSchema.requireKnown(database, AthanorSchema.version(results.next()));
    ResultSet row = results.next();
    return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
  }
}
