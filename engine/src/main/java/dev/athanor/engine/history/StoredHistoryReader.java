package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Revision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@link StoredHistory} in one flight, but for the revisions. */
final class StoredHistoryReader {
  private static final String SQL =
      "SELECT id, author, path, revision, position, size, bundle, reversible, transactional, undo,"
          + " digest FROM athanor.changeset;"
          + "SELECT DISTINCT bundle FROM athanor.run";

  private static final String REVISIONS =
      "SELECT id, down_revisions, depends_on, branch_labels, message, irreversible, path"
          + " FROM athanor.revision";

  private StoredHistoryReader() {}

  static StoredHistory read(Database database) {
    if (database.queryText("SELECT to_regclass('athanor.changeset')::text") == null) {
      return StoredHistory.EMPTY;
    }
    try (Statement statement = database.connection().createStatement()) {
      statement.execute(SQL);
      Map<String, StoredChangeset> changesets = changesets(statement.getResultSet());
      statement.getMoreResults();
      return new StoredHistory(
          changesets,
          () -> database.query(REVISIONS, StoredHistoryReader::revisions),
          bundles(statement.getResultSet()),
          new HistoryTables(database).foreignOwners(),
          database.facts().currentUser(),
          database.facts().superuser());
    } catch (SQLException e) {
      throw SqlErrors.running(database.url(), e);
    }
  }

  private static Map<String, StoredChangeset> changesets(ResultSet rows) throws SQLException {
    Map<String, StoredChangeset> changesets = new HashMap<>();
    while (rows.next()) {
      ChangesetKey key = new ChangesetKey(rows.getString(2), rows.getString(1), rows.getString(3));
      changesets.put(
          key.identity(),
          new StoredChangeset(
              key,
              rows.getString(4),
              rows.getInt(5),
              rows.getInt(6),
              rows.getString(7),
              rows.getBoolean(8),
              rows.getBoolean(9),
              HistoryReader.strings(rows.getArray(10)),
              rows.getString(11)));
    }
    return changesets;
  }

  private static List<Revision> revisions(ResultSet rows) throws SQLException {
    List<Revision> revisions = new ArrayList<>();
    while (rows.next()) {
      revisions.add(
          new Revision(
              rows.getString(1),
              HistoryReader.strings(rows.getArray(2)),
              HistoryReader.strings(rows.getArray(3)),
              HistoryReader.strings(rows.getArray(4)),
              rows.getString(5),
              null,
              rows.getBoolean(6),
              rows.getString(7)));
    }
    return revisions;
  }

  private static Set<String> bundles(ResultSet rows) throws SQLException {
    Set<String> bundles = new HashSet<>();
    while (rows.next()) {
      bundles.add(rows.getString(1));
    }
    return bundles;
  }
}
