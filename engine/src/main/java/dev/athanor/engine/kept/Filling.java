package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.SqlErrors;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Puts kept rows and values back into what is there again; by the session's own search path. */
final class Filling {
  /** The columns that both have, and what goes into each. */
  private static final String SHARED =
      """
      SELECT string_agg(quote_ident(p.attname), ', ' ORDER BY p.attnum),
        string_agg(CASE WHEN p.atttypid = k.atttypid THEN 'k.' || quote_ident(k.attname)
          ELSE format('k.%%I::%%s', k.attname, format_type(p.atttypid, -1)) END, ', '
          ORDER BY p.attnum)
      FROM pg_attribute k JOIN pg_attribute p ON p.attname = %s
      WHERE k.attrelid = %s::regclass AND k.attnum > 0 AND NOT k.attisdropped
        AND p.attrelid = %d AND p.attnum > 0 AND NOT p.attisdropped AND p.attgenerated = '' %s
      """;

  private static final String HAS_UNIQUE =
      "SELECT EXISTS (SELECT FROM pg_index WHERE indisunique AND indrelid = %d)";

  private static final String SEQUENCE =
      """
      SELECT setval(s.seqrelid, CASE WHEN s.seqincrement > 0
        THEN greatest(%1$s, coalesce(pg_sequence_last_value(s.seqrelid), %1$s))
        ELSE least(%1$s, coalesce(pg_sequence_last_value(s.seqrelid), %1$s)) END)
      FROM pg_sequence s WHERE s.seqrelid = pg_get_serial_sequence(%2$s, %3$s)::regclass
      """;

  private final Database database;

  Filling(Database database) {
    this.database = database;
  }

  /** What a row's columns are called, and what goes into them. */
  private record Columns(String names, String values) {}

  /**
   * All rows of a table.
   *
   * @param missing whether it may have some already, and only the others go back
   * @param used whether a table of that name was in use meanwhile, so that rows may be missing
   *     because they were deleted
   * @return how many went back; empty where nothing tells which are to go back
   */
  Optional<Long> rows(Kept kept, long table, boolean missing, boolean used) {
    TableFacts target = facts(kept, table);
    boolean some = missing && isTrue("SELECT EXISTS (SELECT FROM " + target.qualified() + ")");
    if (some && (used || !isTrue(HAS_UNIQUE.formatted(table)))) {
      return Optional.empty();
    }
    Columns columns = columns(kept, kept.place(), "k.attname", table, "");
    long[] count = {0};
    QuietTable.during(
        database,
        table,
        0,
        () ->
            count[0] =
                update(
                    "INSERT INTO "
                        + target.qualified()
                        + " ("
                        + columns.names()
                        + ") OVERRIDING SYSTEM VALUE SELECT "
                        + columns.values()
                        + " FROM "
                        + kept.place()
                        + " AS k"
                        + (some ? " ON CONFLICT DO NOTHING" : "")));
    sequences(kept, target);
    return Optional.of(count[0]);
  }

  /**
   * A column's values, for the rows that are still there.
   *
   * @param from the table that the values are in
   */
  long values(Kept kept, Target target, String from) {
    TableFacts table = facts(kept, target.table());
    String matches =
        KeyMatch.condition(database, from, target.table(), kept.key())
            .orElseThrow(() -> unlike(kept, "the key " + String.join(", ", kept.key())));
    Columns columns =
        columns(kept, from, SqlText.literal(kept.column()), target.table(), "AND k.attname = 'v'");
    long[] count = {0};
    QuietTable.during(
        database,
        target.table(),
        target.column(),
        () ->
            count[0] =
                update(
                    "UPDATE "
                        + table.source()
                        + " AS t SET "
                        + columns.names()
                        + " = "
                        + columns.values()
                        + " FROM "
                        + from
                        + " AS k WHERE "
                        + matches));
    sequences(kept, table);
    return count[0];
  }

  private TableFacts facts(Kept kept, long table) {
    return TableFacts.read(database, table).orElseThrow(() -> unlike(kept, "its table"));
  }

  private Columns columns(Kept kept, String from, String name, long table, String more) {
    return database.query(
        SHARED.formatted(name, SqlText.literal(from), table, more),
        row -> {
          row.next();
          if (row.getString(1) == null) {
            throw unlike(kept, "a column for what is kept");
          }
          return new Columns(row.getString(1), row.getString(2));
        });
  }

  private void sequences(Kept kept, TableFacts table) {
    for (int i = 0; i + 1 < kept.sequences().size(); i += 2) {
      String column = kept.sequences().get(i);
      if (table.columns().values().stream().anyMatch(each -> each.name().equals(column))) {
        database.queryText(
            SEQUENCE.formatted(
                kept.sequences().get(i + 1),
                SqlText.literal(table.qualified()),
                SqlText.literal(column)));
      }
    }
  }

  private long update(String sql) {
    try (Statement statement = database.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      return statement.executeLargeUpdate(sql);
    } catch (SQLException e) {
      throw SqlErrors.running(database.url(), e);
    }
  }

  private boolean isTrue(String query) {
    return "t".equals(database.queryText(query));
  }

  private static AthanorException unlike(Kept kept, String missing) {
    return new AthanorException(
        Reason.IRREVERSIBLE,
        kept.what() + " is there again without " + missing + ".",
        "Correct the undo of " + kept.changeset() + ".");
  }
}
