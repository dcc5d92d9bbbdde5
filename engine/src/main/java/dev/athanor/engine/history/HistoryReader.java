package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@link History} in two flights: where its tables are, and what is in them. */
final class HistoryReader {
  private static final String ROWS =
      "SELECT id, author, filename, md5sum, exectype, orderexecuted, dateexecuted::text, tag,"
          + " ctid::text"
          + " FROM %s ORDER BY dateexecuted, orderexecuted";

  private static final String UNFINISHED =
      "SELECT id, author, path, undo, next, before FROM athanor.unfinished%s"
          + " ORDER BY path, id, author";

  private final Database database;
  private final HistoryPlace place;
  private int version;
  private List<HistoryRow> rows = List.of();
  private List<Unfinished> unfinished = List.of();

  HistoryReader(Database database) {
    this.database = database;
    this.place = HistoryPlace.find(database);
  }

  History read() {
    readAll();
    AthanorSchema.requireKnown(database, version);
    return new History(
        DatabaseIdentity.read(database),
        place.changelog(),
        // What a changeset's names mean does not hang on where the history is kept.
        database.names().schema().isPresent()
            ? Optional.ofNullable(database.facts().schema())
            : place.schema(),
        rows,
        unfinished,
        fingerprint(),
        () -> new StoredHistoryReader(database, place, version).read());
  }

  private void readAll() {
    List<String> tables = new ArrayList<>(place.existing("version", "unfinished"));
    place.changelogTable().ifPresent(tables::add);
    TrustedRead read = new TrustedRead(database, tables);
    try {
      read.tryRead(AthanorSchema.versionQuery(place) + ";" + queries(), this::take);
    } catch (SQLException e) {
      // A newer version's tables may not even have these columns.
      AthanorSchema.requireKnown(database, place);
      throw read.failed(e);
    }
  }

  private Void take(Results results) throws SQLException {
    version = AthanorSchema.version(results.next());
    if (place.changelog().isPresent()) {
      rows = rows(results.next());
    }
    if (place.has("unfinished")) {
      unfinished = unfinished(results.next());
    }
    return null;
  }

  private String queries() {
    return place.changelogTable().map(table -> ROWS.formatted(table) + ";").orElse("")
        + (place.has("unfinished") ? UNFINISHED.formatted(AthanorSchema.only(place)) : "");
  }

  private static List<HistoryRow> rows(ResultSet result) throws SQLException {
    List<HistoryRow> rows = new ArrayList<>();
    while (result.next()) {
      rows.add(
          new HistoryRow(
              new ChangesetKey(result.getString(2), result.getString(1), result.getString(3)),
              Optional.ofNullable(result.getString(4)),
              result.getString(5),
              result.getInt(6),
              result.getString(7),
              Optional.ofNullable(result.getString(8)),
              Optional.of(result.getString(9))));
    }
    return rows;
  }

  private static List<Unfinished> unfinished(ResultSet result) throws SQLException {
    List<Unfinished> steps = new ArrayList<>();
    while (result.next()) {
      steps.add(
          new Unfinished(
              new ChangesetKey(result.getString(2), result.getString(1), result.getString(3)),
              result.getBoolean(4),
              result.getInt(5),
              strings(result.getArray(6))));
    }
    return steps;
  }

  static List<String> strings(Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  private String fingerprint() {
    MessageDigest sha256 = Digest.sha256();
    for (HistoryRow row : rows) {
      feed(sha256, row.key().identity());
      feed(sha256, row.checksum().orElse(""));
      feed(sha256, row.execType());
      feed(sha256, Integer.toString(row.order()));
      feed(sha256, row.executed());
    }
    for (Unfinished step : unfinished) {
      feed(sha256, step.key().identity() + "::" + step.undo() + "::" + step.next());
    }
    return Digest.of(sha256);
  }

  private static void feed(MessageDigest sha256, String text) {
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 0);
  }
}
