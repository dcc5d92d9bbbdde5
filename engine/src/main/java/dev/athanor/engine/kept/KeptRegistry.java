package dev.athanor.engine.kept;

import static dev.athanor.engine.sql.SqlText.array;
import static dev.athanor.engine.sql.SqlText.literal;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.ChangesetKey;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of {@code athanor.kept}, which say what is kept where. */
final class KeptRegistry {
  private static final String ROWS =
      "SELECT id, path, changeset, author, revision, kind, schema_name, table_name, column_name,"
          + " key_columns, names_after, sequences, rows, bytes, kept_until FROM athanor.kept";

  private KeptRegistry() {}

  /**
   * The query of the rows, the newest first.
   *
   * @param which a condition
   */
  static String query(String which) {
    return ROWS + " WHERE " + which + " ORDER BY kept_at DESC, id";
  }

  static String ofHistory(String history) {
    return "history = " + literal(history);
  }

  static List<Kept> read(Database database, String which) {
    return database.query(query(which), KeptRegistry::read);
  }

  static List<Kept> read(ResultSet rows) throws SQLException {
    List<Kept> found = new ArrayList<>();
    while (rows.next()) {
      found.add(
          new Kept(
              rows.getString(1),
              new ChangesetKey(rows.getString(4), rows.getString(3), rows.getString(2)),
              rows.getString(5),
              Kept.Kind.valueOf(rows.getString(6)),
              rows.getString(7),
              rows.getString(8),
              rows.getString(9),
              texts(rows.getArray(10)),
              texts(rows.getArray(11)),
              texts(rows.getArray(12)),
              Optional.ofNullable(rows.getObject(13, Long.class)),
              rows.getLong(14),
              rows.getTimestamp(15).toInstant()));
    }
    return found;
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  /** The statement that records it. */
  static String insert(Kept kept, String history, String run) {
    return "INSERT INTO athanor.kept (id, history, run, path, changeset, author, revision, kind,"
        + " schema_name, table_name, column_name, key_columns, names_after, sequences, rows, bytes,"
        + " kept_until) VALUES ("
        + String.join(
            ",",
            literal(kept.id()),
            literal(history),
            run,
            literal(kept.changeset().path()),
            literal(kept.changeset().id()),
            literal(kept.changeset().author()),
            literal(kept.revision()),
            literal(kept.kind().name()),
            literal(kept.schema()),
            literal(kept.table()),
            literal(kept.column()),
            array(kept.key()),
            array(kept.after()),
            array(kept.sequences()),
            kept.rows().map(String::valueOf).orElse("NULL"),
            Long.toString(kept.bytes()),
            literal(kept.until().toString()) + "::timestamptz")
        + ")";
  }

  /** The statements that forget it and its rows. */
  static String forget(Kept kept) {
    return "DROP TABLE IF EXISTS "
        + kept.place()
        + ";DELETE FROM athanor.kept WHERE id = "
        + literal(kept.id());
  }
}
