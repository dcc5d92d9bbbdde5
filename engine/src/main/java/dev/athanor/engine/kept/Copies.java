package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies of what a changeset takes away, as it was before the changeset's first statement: that is
 * where a downgrade goes back to. Of values that are converted, those that come out as another text
 * are kept, with what they became.
 */
final class Copies {
  /** The last number is asked for behind the rest: of what is no sequence, there is none. */
  private static final String SEQUENCES =
      """
      SELECT attname, pg_sequence_last_value(objid) FROM (SELECT a.attname, d.objid FROM pg_depend d
        JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = %1$d AND d.deptype IN ('a', 'i') AND (%2$d = 0 OR a.attnum = %2$d)
        OFFSET 0) own
      """;

  /** Values of no row in particular: which there are how often. */
  private static final String SAME_VALUES =
      """
      SELECT NOT EXISTS (SELECT FROM
        (SELECT coalesce('v' || v::text, '') AS v, count(*) AS n FROM %s GROUP BY 1) a
        FULL JOIN (SELECT coalesce('v' || %s::text, '') AS v, count(*) AS n FROM %s t GROUP BY 1) b
        ON a.v = b.v WHERE a.n IS DISTINCT FROM b.n)
      """;

  /** A column whose values are converted, and where they were put before. */
  private record Converted(Loss loss, String id, TableFacts before, Optional<List<Integer>> key) {}

  private final Database database;
  private final KeptDraft draft;
  private final List<Converted> converted = new ArrayList<>();

  /**
   * @param database the session, in the changeset's transaction and by its own search path
   * @param draft takes what is kept
   */
  Copies(Database database, KeptDraft draft) {
    this.database = database;
    this.draft = draft;
  }

  /** Copies what the changeset will take away, and locks it as the changeset will. */
  void take(Set<Loss> losses) {
    Set<Long> tables = losses.stream().map(Loss::table).collect(Collectors.toSet());
    for (long oid : tables.stream().sorted().toList()) {
      TableFacts.read(database, oid).ifPresent(table -> take(table, of(losses, table)));
    }
  }

  /** What others have dropped in the meantime is not the changeset's to lose. */
  private static Set<Loss> of(Set<Loss> losses, TableFacts table) {
    return losses.stream()
        .filter(loss -> loss.table() == table.oid())
        .filter(loss -> loss.column() == 0 || table.columns().containsKey(loss.column()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void take(TableFacts table, Set<Loss> losses) {
    database.execute("LOCK TABLE " + table.source() + " IN ACCESS EXCLUSIVE MODE");
    table.unforced(database, () -> copy(table, losses));
  }

  private void copy(TableFacts table, Set<Loss> losses) {
    Set<Integer> columns = losses.stream().map(Loss::column).collect(Collectors.toSet());
    for (Loss loss : losses) {
      switch (loss.kind()) {
        case TABLE -> table(table);
        case COLUMN -> column(loss, table, table.keyWithout(columns));
        default -> conversion(loss, table, table.keyWithout(columns));
      }
    }
  }

  private void table(TableFacts table) {
    String id = draft.newId();
    String columns =
        table.columns().values().stream()
            .filter(column -> !column.generated())
            .map(column -> column.value("t") + " AS " + SqlText.identifier(column.name()))
            .collect(Collectors.joining(", "));
    copy("kept", id, columns, table);
    draft.add(id, Kept.Kind.TABLE, table, "", List.of(), List.of(), sequences(database, table, 0));
  }

  private void column(Loss loss, TableFacts table, Optional<List<Integer>> key) {
    String name = table.columns().get(loss.column()).name();
    List<Integer> numbers = key.orElseThrow(() -> noKey(table, name));
    String id = draft.newId();
    copy("kept", id, keyed(table, numbers, loss.column()), table);
    draft.add(
        id,
        Kept.Kind.COLUMN,
        table,
        name,
        table.names(numbers),
        List.of(),
        sequences(database, table, loss.column()));
  }

  /** What it becomes is known behind the changeset: {@link #finish}. */
  private void conversion(Loss loss, TableFacts table, Optional<List<Integer>> key) {
    String id = draft.newId();
    copy("from", id, keyed(table, key.orElse(List.of()), loss.column()), table);
    converted.add(new Converted(loss, id, table, key));
  }

  private static String keyed(TableFacts table, List<Integer> key, int column) {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < key.size(); i++) {
      columns.append(table.columns().get(key.get(i)).value("t")).append(" AS k").append(i + 1);
      columns.append(", ");
    }
    return columns.append(table.columns().get(column).value("t")).append(" AS v").toString();
  }

  private void copy(String prefix, String id, String columns, TableFacts table) {
    database.execute(
        "CREATE TABLE "
            + Kept.place(prefix, id)
            + " AS SELECT "
            + columns
            + " FROM "
            + table.source()
            + " AS t");
  }

  /** The last numbers of the sequences that a table or one of its columns has for its own. */
  static List<String> sequences(Database database, TableFacts table, int column) {
    return database.query(
        SEQUENCES.formatted(table.oid(), column),
        rows -> {
          List<String> found = new ArrayList<>();
          while (rows.next()) {
            if (rows.getString(2) != null) {
              found.add(rows.getString(1));
              found.add(rows.getString(2));
            }
          }
          return found;
        });
  }

  /** Whether something has to be known of the changeset's end. */
  boolean areUnfinished() {
    return !converted.isEmpty();
  }

  /** Behind the changeset: leaves of converted values those that are others now. */
  void finish() {
    for (Converted each : converted) {
      TableFacts.read(database, each.loss().table()).ifPresent(now -> finish(each, now));
      database.execute("DROP TABLE " + Kept.place("from", each.id()));
    }
  }

  private void finish(Converted each, TableFacts now) {
    TableFacts.Column column = now.columns().get(each.loss().column());
    if (column == null) {
      return;
    }
    String value = "t." + SqlText.identifier(column.name());
    String from = Kept.place("from", each.id());
    String name = each.before().columns().get(each.loss().column()).name();
    if (each.key().isEmpty()) {
      String same = SAME_VALUES.formatted(from, value, now.source());
      if (!"t".equals(database.queryText(same))) {
        throw noKey(each.before(), name);
      }
      return;
    }
    List<Integer> key = each.key().get();
    String matches =
        KeyMatch.condition(database, from, now.oid(), now.names(key))
            .orElseThrow(() -> noKey(each.before(), name));
    String changed = value + "::text IS DISTINCT FROM k.v::text";
    String others = " FROM " + from + " k JOIN " + now.source() + " t ON " + matches;
    if ("t"
        .equals(database.queryText("SELECT EXISTS (SELECT" + others + " WHERE " + changed + ")"))) {
      String kept = Kept.place("kept", each.id());
      String select = " AS SELECT k.*, " + value + "::text AS n" + others + " WHERE ";
      database.execute("CREATE TABLE " + kept + select + changed);
      List<String> after = List.of(now.schema(), now.name(), column.name());
      draft.add(
          each.id(),
          Kept.Kind.CONVERSION,
          each.before(),
          name,
          each.before().names(key),
          after,
          List.of());
    }
  }

  private static AthanorException noKey(TableFacts table, String column) {
    return new AthanorException(
        Reason.IRREVERSIBLE,
        "The values of "
            + table.schema()
            + '.'
            + table.name()
            + '.'
            + column
            + " cannot be kept: the table has no primary key, and no unique key without NULLs, that"
            + " this changeset leaves as it is, to find the rows by again.",
        "Give the table such a key in a changeset before; or run without "
            + Term.RETAIN_DROPPED
            + ", and lose them.");
  }
}
