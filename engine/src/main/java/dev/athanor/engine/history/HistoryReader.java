package dev.athanor.engine.history;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@link History}: one flight where both tables exist, three where one is missing. */
final class HistoryReader {
  private static final String SCHEMA_OF_TABLE =
      "SELECT n.nspname FROM pg_catalog.pg_class c"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.oid = to_regclass('databasechangelog')";

  // The name is left unqualified: the search path finds it wherever stock Liquibase put it.
  private static final String ROWS =
      "SELECT id, author, filename, md5sum, exectype, orderexecuted, dateexecuted::text, tag,"
          + " ctid::text"
          + " FROM databasechangelog ORDER BY dateexecuted, orderexecuted";

  private static final String UNFINISHED =
      "SELECT id, author, path, undo, next, before FROM athanor.unfinished ORDER BY path, id, author";

  private final Database database;
  private Optional<String> tableSchema = Optional.empty();
  private List<HistoryRow> rows = List.of();
  private List<Unfinished> unfinished = List.of();

  HistoryReader(Database database) {
    this.database = database;
  }

  History read() {
    try {
      readAll(true, true);
    } catch (SQLException e) {
      if (!isMissing(e)) {
        throw SqlErrors.running(database.url(), e);
      }
      readWhatExists();
    }
    return new History(
        tableSchema, rows, unfinished, fingerprint(), () -> StoredHistoryReader.read(database));
  }

  /** undefined_table or invalid_schema_name. */
  static boolean isMissing(SQLException e) {
    String state = SqlErrors.state(e);
    return state.equals("42P01") || state.equals("3F000");
  }

  private void readWhatExists() {
    String exists =
        database.queryText(
            "SELECT (to_regclass('databasechangelog') IS NOT NULL)::int || '' ||"
                + " (to_regclass('athanor.unfinished') IS NOT NULL)::int");
    try {
      readAll(exists.charAt(0) == '1', exists.charAt(1) == '1');
    } catch (SQLException e) {
      throw SqlErrors.running(database.url(), e);
    }
  }

  private void readAll(boolean withRows, boolean withUnfinished) throws SQLException {
    String sql = SCHEMA_OF_TABLE + (withRows ? ";" + ROWS : "");
    try (Statement statement = database.connection().createStatement()) {
      statement.execute(sql + (withUnfinished ? ";" + UNFINISHED : ""));
      ResultSet schema = statement.getResultSet();
      tableSchema = schema.next() ? Optional.of(schema.getString(1)) : Optional.empty();
      if (withRows) {
        statement.getMoreResults();
        rows = rows(statement.getResultSet());
      }
      if (withUnfinished) {
        statement.getMoreResults();
        unfinished = unfinished(statement.getResultSet());
      }
    }
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
