package dev.athanor.engine.kept;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.sql.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rows of the tables that a changeset is marked to keep: all are put away before its first
 * statement, while nobody else writes, and behind its last only those stay that it deleted, and
 * values that it changed.
 */
final class MarkedRows {
  /** Whatever a foreign key deletes or changes with them is lost in the same way. */
  private static final String WITH_THEM =
      """
      WITH RECURSIVE marked AS (SELECT unnest(ARRAY[%s]::oid[]) AS oid
        UNION SELECT c.conrelid FROM marked JOIN pg_constraint c ON c.confrelid = marked.oid
          AND c.contype = 'f' AND c.conparentid = 0
          AND (c.confdeltype IN ('c', 'n', 'd') OR c.confupdtype IN ('c', 'n', 'd')))
      SELECT oid FROM marked
      """;

  private static final String FIND =
      "SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND oid = to_regclass(%s)";

  private record Before(String id, TableFacts table, List<Integer> key) {
    String place() {
      return Kept.place("from", id);
    }
  }

  private final Database database;
  private final ChangesetKey changeset;
  private final KeptDraft draft;
  private final List<Before> taken = new ArrayList<>();

  /**
   * @param database the session, in the changeset's transaction
   * @param draft takes what is kept
   */
  MarkedRows(Database database, ChangesetKey changeset, KeptDraft draft) {
    this.database = database;
    this.changeset = changeset;
    this.draft = draft;
  }

  KeptDraft draft() {
    return draft;
  }

  /**
   * The tables' oids, by the run's own search path.
   *
   * @throws AthanorException INVALID_CHANGELOG for a name of no table
   */
  Set<Long> find(List<String> names) {
    Set<Long> found = new TreeSet<>();
    for (String name : names) {
      List<Long> oid = oids(FIND.formatted(SqlText.literal(name)));
      if (oid.isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CHANGELOG,
            changeset + " is marked to keep the rows of " + name + ", and there is no such table.",
            "Correct the name in its file, or put the mark behind the line of the changeset that"
                + " changes the rows.");
      }
      found.addAll(oid);
    }
    return found;
  }

  /** Puts their rows away; by the session's own search path. */
  void take(Set<Long> tables) {
    if (tables.isEmpty()) {
      return;
    }
    KeptSchema.make(database);
    for (long oid : new TreeSet<>(oids(WITH_THEM.formatted(list(tables))))) {
      TableFacts.read(database, oid).ifPresent(this::take);
    }
  }

  private void take(TableFacts table) {
    List<Integer> key = table.keyWithout(Set.of()).orElseThrow(() -> noKey(table));
    Before before = new Before(draft.newId(), table, key);
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      columns.add(table.columns().get(key.get(i)).value("t") + " AS k" + (i + 1));
    }
    ownColumns(table)
        .forEach((number, column) -> columns.add(column.value("t") + " AS c" + number));
    database.execute("LOCK TABLE " + table.source() + " IN SHARE ROW EXCLUSIVE MODE");
    table.unforced(
        database,
        () ->
            database.execute(
                "CREATE TABLE "
                    + before.place()
                    + " AS SELECT "
                    + String.join(", ", columns)
                    + " FROM "
                    + table.source()
                    + " AS t"));
    taken.add(before);
  }

  private static Map<Integer, TableFacts.Column> ownColumns(TableFacts table) {
    Map<Integer, TableFacts.Column> own = new LinkedHashMap<>(table.columns());
    own.values().removeIf(TableFacts.Column::generated);
    return own;
  }

  /**
   * Behind the changeset.
   *
   * @param lost what is kept by itself
   */
  void finish(Set<Loss> lost) {
    for (Before before : taken) {
      if (!lost.contains(Loss.ofTable(before.table().oid()))) {
        TableFacts.read(database, before.table().oid())
            .ifPresent(
                now -> now.unforced(database, () -> new Comparison(before, now, lost).keep()));
      }
      database.execute("DROP TABLE " + before.place());
    }
  }

  /** A table as it was, and as it is behind the changeset. */
  private final class Comparison {
    private final Before before;
    private final TableFacts now;
    private final String join;

    /** What makes each column's value another one, by its number. */
    private final Map<Integer, String> changes = new LinkedHashMap<>();

    Comparison(Before before, TableFacts now, Set<Loss> lost) {
      this.before = before;
      this.now = now;
      if (!now.columns().keySet().containsAll(before.key())) {
        throw noKey(before.table());
      }
      String matches =
          KeyMatch.condition(database, before.place(), now.oid(), now.names(before.key()))
              .orElseThrow(() -> noKey(before.table()));
      this.join =
          " FROM %s k LEFT JOIN %s t ON %s".formatted(before.place(), now.source(), matches);
      for (int number : ownColumns(before.table()).keySet()) {
        boolean converted = lost.contains(new Loss(Kept.Kind.CONVERSION, now.oid(), number));
        if (now.columns().containsKey(number) && !converted) {
          String values = "t.tableoid IS NOT NULL AND %s IS DISTINCT FROM k.c%d::text";
          changes.put(number, values.formatted(value(number), number));
        }
      }
    }

    private String value(int number) {
      return "t." + SqlText.identifier(now.columns().get(number).name()) + "::text";
    }

    void keep() {
      List<String> counts = new ArrayList<>(List.of("count(*) FILTER (WHERE t.tableoid IS NULL)"));
      changes.values().forEach(each -> counts.add("count(*) FILTER (WHERE " + each + ")"));
      List<Long> found =
          database.query(
              "SELECT " + String.join(", ", counts) + join,
              row -> {
                row.next();
                List<Long> values = new ArrayList<>();
                for (int i = 1; i <= counts.size(); i++) {
                  values.add(row.getLong(i));
                }
                return values;
              });
      if (found.get(0) > 0) {
        deleted();
      }
      int i = 0;
      for (int number : changes.keySet()) {
        i++;
        if (found.get(i) > 0) {
          updated(number);
        }
      }
    }

    private void deleted() {
      String columns =
          ownColumns(before.table()).entrySet().stream()
              .map(e -> "k.c" + e.getKey() + " AS " + SqlText.identifier(e.getValue().name()))
              .collect(Collectors.joining(", "));
      String id = make(columns, "t.tableoid IS NULL");
      List<String> key = before.table().names(before.key());
      draft.add(id, Kept.Kind.DELETED, before.table(), "", key, List.of(), List.of());
    }

    private void updated(int number) {
      StringBuilder columns = new StringBuilder();
      for (int i = 1; i <= before.key().size(); i++) {
        columns.append("k.k").append(i).append(", ");
      }
      columns.append("k.c").append(number).append(" AS v, ").append(value(number)).append(" AS n");
      String id = make(columns.toString(), changes.get(number));
      draft.add(
          id,
          Kept.Kind.UPDATED,
          before.table(),
          before.table().columns().get(number).name(),
          before.table().names(before.key()),
          List.of(now.schema(), now.name(), now.columns().get(number).name()),
          List.of());
    }

    private String make(String columns, String which) {
      String id = draft.newId();
      database.execute(
          "CREATE TABLE %s AS SELECT %s%s WHERE %s"
              .formatted(Kept.place("kept", id), columns, join, which));
      return id;
    }
  }

  private List<Long> oids(String query) {
    return database.query(
        query,
        rows -> {
          List<Long> found = new ArrayList<>();
          while (rows.next()) {
            found.add(rows.getLong(1));
          }
          return found;
        });
  }

  private static String list(Set<Long> oids) {
    return oids.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private AthanorException noKey(TableFacts table) {
    return new AthanorException(
        Reason.IRREVERSIBLE,
        "The rows of "
            + table.schema()
            + '.'
            + table.name()
            + " cannot be kept: the table has no primary key, and no unique key without NULLs, that"
            + " "
            + changeset
            + " leaves it, to find them by again.",
        "Give the table such a key in a changeset before; or run without "
            + Term.RETAIN_DROPPED
            + ", and lose them.");
  }
}
