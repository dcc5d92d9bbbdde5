package dev.athanor.engine.kept;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which tables and columns there are before a changeset, to tell behind it what it took away.
 *
 * <p>Whoever takes a table or a column away, by whatever statement, holds the table's strongest
 * lock until the transaction ends: so only tables that this session has locked like that are looked
 * at, and what others do meanwhile is theirs.
 */
final class TableStates {
  private static final String COLUMNS =
      """
      SELECT t.oid, c.oid IS NOT NULL, coalesce((SELECT inhparent FROM pg_inherits
          WHERE inhrelid = c.oid AND c.relispartition LIMIT 1), 0),
        coalesce(c.relfilenode, 0), coalesce(c.relkind = 'p', false), a.attnum, a.attname,
        a.atttypid || ' ' || a.atttypmod
      FROM %s LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        AND NOT a.attisdropped AND a.attgenerated = ''
      """;

  private static final String ALL =
      COLUMNS.formatted(
          "pg_class t JOIN pg_class c ON c.oid = t.oid AND c.relkind IN ('r', 'p') AND"
              + " c.relpersistence <> 't' AND c.relnamespace NOT IN (SELECT oid FROM pg_namespace"
              + " WHERE nspname ~ '^pg_' OR nspname IN ('information_schema', 'athanor', '"
              + Kept.SCHEMA
              + "'))");

  private static final String LOCKED =
      COLUMNS.formatted(
          "(SELECT DISTINCT relation AS oid FROM pg_locks WHERE pid = pg_backend_pid() AND locktype"
              + " = 'relation' AND mode = 'AccessExclusiveLock') t"
              + " LEFT JOIN pg_class c ON c.oid = t.oid");

  private record Column(String name, String type) {}

  /**
   * @param parent oid of what it is a partition of, or 0
   * @param file where its rows are: another one when they were written anew
   */
  private record Table(
      boolean there, long parent, long file, boolean partitioned, Map<Integer, Column> columns) {}

  private final Map<Long, Table> tables;

  private TableStates(Map<Long, Table> tables) {
    this.tables = tables;
  }

  /** As they are now; names mean the session's own search path. */
  static TableStates read(Prepared catalogs) {
    return new TableStates(catalogs.query(ALL, TableStates::tables));
  }

  private static Map<Long, Table> tables(ResultSet rows) throws SQLException {
    Map<Long, Table> tables = new HashMap<>();
    while (rows.next()) {
      Table table = tables.get(rows.getLong(1));
      if (table == null) {
        table =
            new Table(
                rows.getBoolean(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getBoolean(5),
                new HashMap<>());
        tables.put(rows.getLong(1), table);
      }
      if (rows.getString(7) != null) {
        table.columns().put(rows.getInt(6), new Column(rows.getString(7), rows.getString(8)));
      }
    }
    return tables;
  }

  /** What the session's transaction has taken away of it. */
  Set<Loss> lost(Prepared catalogs) {
    Map<Long, Table> now = catalogs.query(LOCKED, TableStates::tables);
    Set<Loss> lost = new LinkedHashSet<>();
    now.forEach(
        (oid, table) -> {
          Table before = tables.get(oid);
          if (before == null) {
            return;
          }
          if (table.there()) {
            addColumns(oid, before, table, lost);
          } else {
            lost.add(Loss.ofTable(oid));
          }
        });
    lost.removeIf(each -> isParents(each, Set.copyOf(lost)));
    return lost;
  }

  private static void addColumns(long oid, Table before, Table now, Set<Loss> lost) {
    before
        .columns()
        .forEach(
            (number, column) -> {
              Column then = now.columns().get(number);
              if (then == null) {
                lost.add(new Loss(Kept.Kind.COLUMN, oid, number));
              } else if (!then.type().equals(column.type())
                  && (before.partitioned() || before.file() != now.file())) {
                // Rows that were not written anew hold the very same values.
                lost.add(new Loss(Kept.Kind.CONVERSION, oid, number));
              }
            });
  }

  /** Whether a partition lost it because the table that it is a part of did. */
  private boolean isParents(Loss loss, Set<Loss> all) {
    Table partition = tables.get(loss.table());
    Table parent = tables.get(partition.parent());
    if (parent == null) {
      return false;
    }
    if (loss.kind() == Kept.Kind.TABLE) {
      return all.contains(Loss.ofTable(partition.parent()));
    }
    String name = partition.columns().get(loss.column()).name();
    return parent.columns().entrySet().stream()
        .filter(column -> column.getValue().name().equals(name))
        .anyMatch(
            column -> all.contains(new Loss(loss.kind(), partition.parent(), column.getKey())));
  }
}
