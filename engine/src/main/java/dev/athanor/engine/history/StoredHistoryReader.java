package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.sql.SqlText;
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

  /** With the history's name for each %1$s. */
  private static final String FAILED =
      "FROM athanor.run WHERE outcome <> 'SUCCEEDED' AND history = %1$s AND started >"
          + " coalesce((SELECT max(started) FROM athanor.run WHERE outcome = 'SUCCEEDED' AND"
          + " history = %1$s), '-infinity')";

  private static final String RUNS =
      "SELECT direction, from_revisions, to_revisions " + FAILED + " ORDER BY started";

  private static final String OF_FAILED =
      "SELECT author, id, path FROM athanor.changeset WHERE history = %1$s AND run IN (SELECT id "
          + FAILED
          + ")";

  private static final String KEPT =
      "SELECT author, changeset, path FROM athanor.kept WHERE history = %1$s";

  private static final String NONE_KEPT =
      "SELECT author, id, path FROM athanor.changeset WHERE false";

  private static final String KEPT_TOTAL =
      "SELECT count(*), sum(bytes), min(kept_until) FROM athanor.kept HAVING count(*) > 0";

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
                this::failed,
                this::kept,
                bundles(results.next()),
                HistoryTrust.look(database, place),
                database.facts().currentUser(),
                database.facts().superuser()));
  }

  private List<Revision> revisions() {
    return new TrustedRead(database, List.of("athanor.revision"))
        .read(REVISIONS.formatted(only), results -> revisions(results.next()));
  }

  /** Version 1 of the schema did not note down whose run it was. */
  private FailedRuns failed() {
    if (!place.has("version")) {
      return FailedRuns.NONE;
    }
    String history = SqlText.literal(place.history().orElse(""));
    boolean keeps = place.has("kept");
    List<String> tables = new ArrayList<>(List.of("athanor.changeset", "athanor.run"));
    if (keeps) {
      tables.add("athanor.kept");
    }
    return new TrustedRead(database, tables)
        .read(
            String.join(";", RUNS, OF_FAILED, keeps ? KEPT : NONE_KEPT).formatted(history),
            results ->
                new FailedRuns(
                    runs(results.next()), identities(results.next()), identities(results.next())));
  }

  private Optional<KeptTotal> kept() {
    if (!place.has("kept")) {
      return Optional.empty();
    }
    return new TrustedRead(database, List.of("athanor.kept"))
        .read(KEPT_TOTAL, results -> total(results.next()));
  }

  private static Optional<KeptTotal> total(ResultSet row) throws SQLException {
    return row.next()
        ? Optional.of(new KeptTotal(row.getInt(1), row.getLong(2), row.getTimestamp(3).toInstant()))
        : Optional.empty();
  }

  private static List<FailedRuns.Run> runs(ResultSet rows) throws SQLException {
    List<FailedRuns.Run> runs = new ArrayList<>();
    while (rows.next()) {
      runs.add(
          new FailedRuns.Run(
              rows.getString(1).equals("DOWN"),
              HistoryReader.strings(rows.getArray(2)),
              HistoryReader.strings(rows.getArray(3))));
    }
    return runs;
  }

  private static Set<String> identities(ResultSet rows) throws SQLException {
    Set<String> identities = new HashSet<>();
    while (rows.next()) {
      identities.add(
          new ChangesetKey(rows.getString(1), rows.getString(2), rows.getString(3)).identity());
    }
    return identities;
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
