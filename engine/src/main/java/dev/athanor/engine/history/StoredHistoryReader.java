package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Revision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@link StoredHistory} in two flights, and the revisions in another one. */
final class StoredHistoryReader {
  private static final String CHANGESETS =
      "SELECT id, author, path, revision, position, size, bundle, reversible, transactional, undo,"
          + " digest, %s FROM athanor.changeset%s";

  /** Of any history: a bundle that was run here was somebody's decision. */
  private static final String BUNDLES = "SELECT DISTINCT bundle FROM athanor.run";

  private static final String REVISIONS =
      "SELECT id, down_revisions, depends_on, branch_labels, message, irreversible, path"
          + " FROM athanor.revision%s";

  private final Database database;
  private final HistoryPlace place;
  private final String checksum;
  private final String only;

  StoredHistoryReader(Database database, HistoryPlace place, int version) {
    this.database = database;
    this.place = place;
    this.checksum = version == 1 ? "NULL" : "checksum";
    this.only = AthanorSchema.only(place);
  }

  StoredHistory read() {
    if (!place.has("changeset")) {
      return StoredHistory.EMPTY;
    }
    TrustedRead read = new TrustedRead(database, List.of("athanor.changeset", "athanor.run"));
    return read.read(
        CHANGESETS.formatted(checksum, only) + ";" + BUNDLES,
        results ->
            new StoredHistory(
                changesets(results.next()),
                this::revisions,
                bundles(results.next()),
                HistoryTrust.look(database, place),
                database.facts().currentUser(),
                database.facts().superuser()));
  }

  private List<Revision> revisions() {
    return new TrustedRead(database, List.of("athanor.revision"))
        .read(REVISIONS.formatted(only), results -> revisions(results.next()));
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
              rows.getString(11),
              Optional.ofNullable(rows.getString(12))));
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
