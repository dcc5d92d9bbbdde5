package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.HeadState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The digest of all rows of DATABASECHANGELOG, made by the server: a {@link HeadState}'s. */
public final class AppliedRows {
  // Sorted by bytes, as the bundle's are; a row without a checksum falls out and so spoils the sum.
  private static final String SQL =
      "SELECT 'sha256:' || encode(sha256(convert_to(coalesce(string_agg(r, '' ORDER BY r COLLATE"
          + " \"C\"), ''), 'UTF8')), 'hex') FROM (SELECT id || chr(%1$d) || author || chr(%1$d) ||"
          + " filename || chr(%1$d) || md5sum || chr(%2$d) AS r FROM databasechangelog) rows"
          + " WHERE NOT EXISTS (SELECT FROM athanor.unfinished)";

  private AppliedRows() {}

  /** Empty in a database that Athanor has not migrated yet. */
  public static Optional<String> digest(Database database) {
    try (Statement statement = database.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                SQL.formatted((int) HeadState.COLUMN_END, (int) HeadState.ROW_END))) {
      return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
    } catch (SQLException e) {
      if (HistoryReader.isMissing(e)) {
        return Optional.empty();
      }
      throw SqlErrors.running(database.url(), e);
    }
  }
}
